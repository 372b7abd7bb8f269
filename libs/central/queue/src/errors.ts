import { defineErrors } from '@plimsoll/errors';

/** The codes of the queue. */
export const queueErrors = defineErrors({
  QUEUE_URL_INVALID: {
    kind: 'invalid',
    hint: 'Give the URL of Postgres (postgres://...) or, in REDIS_URL, of Redis or Valkey (redis:// or rediss://).',
  },
  QUEUE_UNAVAILABLE: {
    kind: 'unavailable',
    retryable: true,
    hint: 'Check that the database of the queue is running and can be reached; the sweep makes up for lost jobs.',
  },
  QUEUE_SCHEMA_MISSING: {
    kind: 'unsupported',
    hint: 'Run the role migrate with DATABASE_OWNER_URL, then start again.',
  },
  QUEUE_SCHEMA_NEWER: {
    kind: 'unsupported',
    hint: 'Start the Plimsoll version that migrated this database, or a newer one.',
  },
  QUEUE_HANDLER_MISSING: {
    kind: 'internal',
    hint: 'Give the job a handler where the worker is composed; every job has exactly one.',
  },
  QUEUE_HANDLER_TWICE: {
    kind: 'internal',
    hint: 'Remove one of the two handlers where the worker is composed; every job has exactly one.',
  },
  QUEUE_HANDLER_UNKNOWN: {
    kind: 'internal',
    hint: 'Add the job to JOBS or remove its handler.',
  },
  QUEUE_CLOSED: {
    kind: 'unavailable',
    retryable: false,
    hint: 'The process is stopping; nothing is to be done.',
  },
});
