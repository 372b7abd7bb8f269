import { defineConfiguration } from '@plimsoll/runtime';

/** What a process of the centre is; `all` is gateway, worker and api in one. */
export const ROLES = ['gateway', 'worker', 'api', 'all', 'migrate'] as const;
export type Role = (typeof ROLES)[number];

export const serverConfiguration = defineConfiguration({
  role: {
    variable: 'SERVER_ROLE',
    kind: 'choice',
    choices: ['gateway', 'worker', 'api', 'all', 'migrate'],
    default: 'all',
    meaning: 'what this process is; migrate prepares the database and ends',
  },
  host: {
    variable: 'SERVER_HOST',
    kind: 'text',
    default: '127.0.0.1',
    meaning: 'address that every listener binds to',
  },
  httpPort: {
    variable: 'SERVER_HTTP_PORT',
    kind: 'port',
    default: 8080,
    meaning: 'port of GraphQL, health and metrics; 0 takes a free one',
  },
  enrollmentPort: {
    variable: 'SERVER_ENROLLMENT_PORT',
    kind: 'port',
    default: 8441,
    meaning: 'port on which agents enrol and renew (TLS, no client certificate)',
  },
  streamPort: {
    variable: 'SERVER_STREAM_PORT',
    kind: 'port',
    default: 8443,
    meaning: "port of the agents' streams (mTLS)",
  },
  names: {
    variable: 'SERVER_NAMES',
    kind: 'text',
    default: 'localhost',
    meaning:
      'host names, comma-separated, under which agents reach this gateway; they go into its certificate',
  },
  caCertificate: {
    variable: 'SERVER_CA_CERTIFICATE',
    kind: 'text',
    required: false,
    secret: true,
    meaning: 'PEM of the authority that signs agents; with _FILE from a file. Needed by role gateway and all',
  },
  caKey: {
    variable: 'SERVER_CA_KEY',
    kind: 'text',
    required: false,
    secret: true,
    meaning: 'PEM of its private key; with _FILE from a file',
  },
  secret: {
    variable: 'SERVER_SECRET',
    kind: 'text',
    required: false,
    secret: true,
    meaning:
      'at least 32 characters, the same for every api process: authenticates cursors. Needed by role api and all',
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    kind: 'url',
    secret: true,
    meaning: 'Postgres as the application role',
  },
  databaseOwnerUrl: {
    variable: 'DATABASE_OWNER_URL',
    kind: 'url',
    required: false,
    secret: true,
    meaning: 'Postgres as the owner of the tables; used by role migrate alone',
  },
  redisUrl: {
    variable: 'REDIS_URL',
    kind: 'url',
    required: false,
    secret: true,
    meaning: 'runs the queue on Redis or Valkey in place of Postgres',
  },
  poolSize: {
    variable: 'SERVER_POOL_SIZE',
    kind: 'integer',
    default: 10,
    min: 2,
    max: 200,
    meaning: 'most database connections of this process, the queue not counted',
  },
  concurrency: {
    variable: 'SERVER_CONCURRENCY',
    kind: 'integer',
    default: 2,
    min: 1,
    max: 64,
    meaning: 'jobs that a worker runs at a time',
  },
  logLevel: {
    variable: 'LOG_LEVEL',
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    meaning: 'least level that is logged',
  },
});
