import { hash } from 'node:crypto';
import { bucketOf, parseSubjectKey } from '@plimsoll/model';

/** An index entry of the store holds at most 2.7 kB; a Kubernetes key needs at most 821. */
const MOST_BYTES = 1024;
const INVALID = 'invalid:';

/**
 * The key under which a fact's row is kept. A key that is none, or that the store cannot hold (NUL, too long), must be
 * counted all the same: it is kept by its hash, whose first byte is the bucket. No subject is written like that.
 */
export function storedKey(received: string): string {
  return isStorable(received) ? received : `${INVALID}${hash('sha256', received)}`;
}

export function isStorable(received: string): boolean {
  if (received.includes('\0') || received.length > MOST_BYTES) return false;
  return Buffer.byteLength(received) <= MOST_BYTES && parseSubjectKey(received) !== undefined;
}

export function bucketOfStored(key: string): number {
  return key.startsWith(INVALID)
    ? Number.parseInt(key.slice(INVALID.length, INVALID.length + 2), 16)
    : bucketOf(key);
}
