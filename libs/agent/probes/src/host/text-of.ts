import type { ReadLimits, ReadOutcome } from './host-files.js';
import { read, unreadable } from './read-outcome.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A cut may fall into a character; its first bytes are left out. */
const decodeBeginning = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });

/** Text that every later part of the way can carry: UTF-8 without NUL bytes, which Postgres does not store. */
export function textOf(
  bytes: Uint8Array,
  hostPath: string,
  whenLonger: ReadLimits['whenLonger'],
): ReadOutcome<string> {
  const nul = bytes.indexOf(0);
  if (nul >= 0) return unreadable('invalid', `${hostPath} has a NUL byte at offset ${nul}`);
  try {
    return read(whenLonger === 'cut' ? decodeBeginning(bytes) : utf8.decode(bytes));
  } catch {
    return unreadable('invalid', `${hostPath} is not UTF-8`);
  }
}
