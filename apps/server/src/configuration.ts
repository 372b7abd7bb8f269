import {
  defineConfiguration,
  readConfigurations,
  runtimeErrors,
  type Environment,
  type Values,
} from '@plimsoll/runtime';
import { isPlimsollError } from '@plimsoll/errors';

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
  judgeThreads: {
    variable: 'SERVER_JUDGE_THREADS',
    kind: 'integer',
    default: 2,
    min: 0,
    max: 64,
    meaning:
      'threads of a worker that judge clusters with much to judge, each with a database connection of its own; never more than processors',
  },
  enrollmentAddress: {
    variable: 'SERVER_ENROLLMENT_ADDRESS',
    kind: 'text',
    required: false,
    meaning:
      'host:port at which agents enrol, as administrators are told; default: the first of SERVER_NAMES',
  },
  streamAddress: {
    variable: 'SERVER_STREAM_ADDRESS',
    kind: 'text',
    required: false,
    meaning:
      'host:port of the streams, as agents are told; default: the port at the host where they enrolled',
  },
  organization: {
    variable: 'SERVER_ORGANIZATION',
    kind: 'text',
    default: 'default',
    meaning: 'name of the organization that the first migrate makes',
  },
  sweepSeconds: {
    variable: 'SERVER_SWEEP_SECONDS',
    kind: 'integer',
    default: 5,
    min: 1,
    max: 3600,
    meaning: 'how often the workers look for what the queue has lost',
  },
  readyFile: {
    variable: 'SERVER_READY_FILE',
    kind: 'text',
    required: false,
    meaning: 'file that is written once every listener is open: its ports and the CA pin, as JSON',
  },
  logLevel: {
    variable: 'LOG_LEVEL',
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    meaning: 'least level that is logged',
  },
});

export type ServerConfiguration = Values<typeof serverConfiguration>;

const SERVES_API: readonly Role[] = ['api', 'all'];
const SERVES_AGENTS: readonly Role[] = ['gateway', 'all'];
const NEEDED: Readonly<Partial<Record<keyof typeof serverConfiguration, readonly Role[]>>> = {
  secret: SERVES_API,
  caCertificate: SERVES_AGENTS,
  caKey: SERVES_AGENTS,
  databaseOwnerUrl: ['migrate'],
};
const SECRET_CHARACTERS = 32;

/**
 * Everything that the role needs, read before anything starts; all problems together, by variable name.
 * @throws CONFIGURATION_INVALID
 */
export function readServerConfiguration(environment: Environment): ServerConfiguration {
  const role = ROLES.find((known) => known === environment['SERVER_ROLE']) ?? 'all';
  const needed = Object.entries(serverConfiguration).map(([name, field]) => {
    const roles = Object.entries(NEEDED).find(([needing]) => needing === name)?.[1];
    return [name, roles?.includes(role) ? { ...field, required: true } : field] as const;
  });
  const problem = secretProblem(role, environment);
  try {
    readConfigurations(environment, { server: Object.fromEntries(needed) });
  } catch (error) {
    throw problem === undefined ? error : joined(error, problem);
  }
  if (problem !== undefined) throw invalid(problem);
  return readConfigurations(environment, { server: serverConfiguration }).server;
}

/** Of the secret's length, where it is given in the environment itself; one from a file is checked when it is used. */
function secretProblem(role: Role, environment: Environment): string | undefined {
  const given = environment['SERVER_SECRET'];
  if (!SERVES_API.includes(role) || given === undefined || given.length >= SECRET_CHARACTERS)
    return undefined;
  return `SERVER_SECRET must have at least ${SECRET_CHARACTERS} characters`;
}

const invalid = (problems: string): Error =>
  runtimeErrors.error('CONFIGURATION_INVALID', `The configuration has problems: ${problems}.`);

function joined(error: unknown, problem: string): unknown {
  if (!isPlimsollError(error) || error.code !== 'CONFIGURATION_INVALID') return error;
  const found = error.message.slice(error.message.indexOf(': ') + 2, -1);
  return invalid(`${found}; ${problem}`);
}
