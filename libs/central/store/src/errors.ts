import { defineErrors } from '@plimsoll/errors';

/** The codes of the store. */
export const storeErrors = defineErrors({
  STORE_URL_INVALID: {
    kind: 'invalid',
    hint: 'Set the URL as postgres://user:password@host:port/database.',
  },
  STORE_UNAVAILABLE: {
    kind: 'unavailable',
    retryable: true,
    hint: 'Check that Postgres is running and that the host and port of DATABASE_URL can be reached from here.',
  },
  STORE_LOGIN_REFUSED: {
    kind: 'invalid',
    hint: 'Check user, password and database of the URL; run the role migrate first, which creates the app role.',
  },
  STORE_ROLE_REFUSED: {
    kind: 'unsupported',
    hint: 'Give DATABASE_URL the app role that the role migrate creates; only migrate uses DATABASE_OWNER_URL.',
  },
  STORE_SCHEMA_OLDER: {
    kind: 'unsupported',
    hint: 'Run the role migrate with DATABASE_OWNER_URL, then start again.',
  },
  STORE_SCHEMA_NEWER: {
    kind: 'unsupported',
    hint: 'Start the Plimsoll version that migrated this database, or a newer one; schemas do not go back.',
  },
  STORE_SCHEMA_MISSING: {
    kind: 'unsupported',
    hint: 'Check that the URL names the right database, and run the role migrate with DATABASE_OWNER_URL.',
  },
  STORE_APP_ROLE_MISSING: {
    kind: 'unsupported',
    hint: 'Create the role yourself (login, no superuser, no bypassrls) or give the owner the attribute CREATEROLE.',
  },
  STORE_OWNER_REFUSED: {
    kind: 'unsupported',
    hint: 'Give DATABASE_OWNER_URL the role that made the tables; were the two URLs swapped?',
  },
  STORE_CONTENDED: {
    kind: 'conflict',
    retryable: true,
    hint: 'Run the whole transaction again.',
  },
  STORE_VALUE_REFUSED: {
    kind: 'invalid',
    hint: 'Correct the value; Postgres cannot store it (a NUL character, a number out of range, a wrong type).',
  },
  STORE_CONSTRAINT: {
    kind: 'conflict',
    hint: 'See the constraint in the details; the same statement fails again.',
  },
  STORE_TENANCY_REFUSED: {
    kind: 'forbidden',
    hint: 'A row of another organization was named inside a transaction; report this as a defect.',
  },
  STORE_STATEMENT_FAILED: {
    kind: 'internal',
    hint: 'Report this with its SQLSTATE; it is a defect of Plimsoll or a changed database.',
  },
  STORE_CLOSED: {
    kind: 'unavailable',
    retryable: false,
    hint: 'The process is stopping; nothing is to be done.',
  },
  EMBEDDED_UNSUPPORTED: {
    kind: 'unsupported',
    hint: 'Run your own Postgres 18 and set DATABASE_URL and DATABASE_OWNER_URL.',
  },
  EMBEDDED_DIRECTORY_UNREACHABLE: {
    kind: 'invalid',
    hint: 'As root, choose a data directory below /var/lib: Postgres runs as the user nobody and must reach it.',
  },
  EMBEDDED_IN_USE: {
    kind: 'conflict',
    hint: 'Stop the other Plimsoll first, or choose another data directory.',
  },
  EMBEDDED_PORT_IN_USE: {
    kind: 'conflict',
    hint: 'Choose another port for the embedded Postgres, or none, so that a free one is taken.',
  },
  EMBEDDED_OTHER_MAJOR: {
    kind: 'unsupported',
    hint: 'Choose an empty data directory, or start the Plimsoll version that made this one.',
  },
  EMBEDDED_FOREIGN_DIRECTORY: {
    kind: 'invalid',
    hint: 'Choose an empty data directory; this one holds something that Plimsoll did not make.',
  },
  EMBEDDED_START_FAILED: {
    kind: 'unavailable',
    retryable: false,
    hint: 'Read the end of postgres.log in the data directory.',
  },
});
