import { isPlimsollError } from '@plimsoll/errors';
import type { ErrorKind } from '@plimsoll/errors';
import { Metadata, status } from '@grpc/grpc-js';
import type { StatusObject } from '@grpc/grpc-js';

const STATUS: Readonly<Record<ErrorKind, status>> = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  conflict: status.FAILED_PRECONDITION,
  exhausted: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  unsupported: status.UNIMPLEMENTED,
  internal: status.INTERNAL,
};

/**
 * The gRPC translator of errors: status from the kind, trailers `plimsoll-code`, `plimsoll-hint` (percent-encoded) and
 * `plimsoll-retryable` ("true" or "false"). What is not ours becomes INTERNAL and keeps its text to itself.
 */
export function grpcStatus(error: unknown): StatusObject {
  const metadata = new Metadata();
  if (!isPlimsollError(error)) return { code: status.INTERNAL, details: 'internal error', metadata };
  metadata.set('plimsoll-code', error.code);
  metadata.set('plimsoll-hint', encodeURIComponent(error.hint));
  metadata.set('plimsoll-retryable', String(error.retryable));
  return { code: STATUS[error.kind], details: error.message, metadata };
}
