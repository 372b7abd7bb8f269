import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { fullJitter } from '@plimsoll/runtime';
import { Goodbye_Reason } from '@plimsoll/link-contract';
import type { Goodbye } from '@plimsoll/link-contract';
import { centreError } from './enrollment-client.js';

/**
 * How a stream ended, as a value. `retry`: open again, at the earliest after `afterMs`. `renew`: the certificate is
 * not good (any more); renew, then open, at the earliest after `afterMs`. `final`: not before a person acts; `hint` says what to do.
 */
export type LinkEnd =
  | { readonly kind: 'retry'; readonly code: string; readonly detail: string; readonly afterMs: number }
  | { readonly kind: 'renew'; readonly code: string; readonly detail: string; readonly afterMs: number }
  | { readonly kind: 'final'; readonly code: string; readonly detail: string; readonly hint: string };

const LEAST_MS = 1_000;
const MOST_MS = 5 * 60_000;
const ASK =
  'Ask the administrator of the centre; enrol again with a new token if the cluster is to come back.';
const FINAL_REASONS: ReadonlySet<Goodbye_Reason> = new Set([
  Goodbye_Reason.REVOKED,
  Goodbye_Reason.ARCHIVED,
  Goodbye_Reason.SUPERSEDED,
]);

/** A goodbye without a time to come back ends for good where its reason is a person's decision. */
export function endOfGoodbye({ reason, detail, retryAfterMs }: Goodbye): LinkEnd {
  const code = `GOODBYE_${Goodbye_Reason[reason] ?? 'UNKNOWN'}`;
  if (retryAfterMs === 0 && FINAL_REASONS.has(reason)) return { kind: 'final', code, detail, hint: ASK };
  const kind = reason === Goodbye_Reason.RENEWED ? 'renew' : 'retry';
  return { kind, code, detail, afterMs: retryAfterMs };
}

/** Who we are was refused: final. Everything else passes with time. */
export function endOfError(error: ServiceError): LinkEnd {
  const { code, message: detail, hint, retryable } = centreError(error);
  const refused = error.code === status.UNAUTHENTICATED || error.code === status.PERMISSION_DENIED;
  return refused && !retryable
    ? { kind: 'final', code, detail, hint }
    : { kind: 'retry', code, detail, afterMs: 0 };
}

/**
 * Milliseconds to wait before the next try: full jitter from 1 s to 5 min, never less than the centre asked for.
 * @param attempt 0 for the first try after a stream that was welcomed
 * @param mostMs in place of the 5 min, where a centre has few agents
 */
export function reconnectDelay(
  afterMs: number,
  attempt: number,
  random: () => number,
  mostMs: number = MOST_MS,
): number {
  return afterMs + fullJitter(attempt, { minMs: LEAST_MS, maxMs: mostMs }, random);
}
