import { isPlimsollError } from '@plimsoll/errors';
import type { PlimsollError } from '@plimsoll/errors';
import { SchemaMigrationRequiredError, SchemaVersionMismatchError, UnrecoverableError } from 'bullmq';
import { queueErrors } from './errors.js';

/** The coded error of whatever BullMQ threw; its own text, which may quote a URL, is only the cause. */
export function queueFailure(error: unknown, during: string): PlimsollError {
  if (isPlimsollError(error)) return error;
  if (error instanceof SchemaMigrationRequiredError) {
    return queueErrors.error('QUEUE_SCHEMA_MISSING', 'the database holds no schema of the queue', {
      cause: error,
    });
  }
  if (error instanceof SchemaVersionMismatchError) {
    return queueErrors.error('QUEUE_SCHEMA_NEWER', 'the schema of the queue is newer than this version', {
      cause: error,
    });
  }
  return queueErrors.error('QUEUE_UNAVAILABLE', `${during} failed`, { cause: error });
}

/** What the handler's error means for the job; the third translator of DESIGN section 11. */
export function retryOrDiscard(error: unknown): 'retry' | 'discard' {
  return isPlimsollError(error) && error.retryable ? 'retry' : 'discard';
}

/** The error that BullMQ is to see: it stores the message, so that says the code and nothing of the cause. */
export function jobFailure(error: unknown): Error {
  const text = isPlimsollError(error) ? `${error.code}: ${error.message}` : 'an error without a code';
  return retryOrDiscard(error) === 'retry' ? new Error(text) : new UnrecoverableError(text);
}
