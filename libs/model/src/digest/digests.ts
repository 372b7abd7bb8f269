import { hash } from 'node:crypto';
import type { SubjectKey } from '../facts/subject.js';
import { byCodeUnits, utf8, writeUint32 } from './bytes.js';

/**
 * The version of the rules by which agents trim and redact. It is part of every fact's digest, so that a change of
 * these rules sends every fact again.
 */
export const TRIM_VERSION = 1;

/** SHA-256, 32 bytes; a plain array of bytes, so that equal digests are equal to every comparison. */
export function sha256(data: string | Uint8Array): Uint8Array {
  const digest = hash('sha256', data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
}

/** SHA-256 over the UTF-8 bytes of a canonical body: 32 bytes. */
export function bodyDigest(canonical: string | Uint8Array): Uint8Array {
  return sha256(canonical);
}

/**
 * The first 16 bytes of SHA-256 over
 * ```
 * 4 bytes   length of the subject key in bytes, big-endian
 * n bytes   subject key, UTF-8
 * 4 bytes   trim version, big-endian
 * 32 bytes  body digest
 * ```
 * The source is not in it: digests are only ever compared within one (source, partition).
 */
export function factDigest(
  subjectKey: SubjectKey,
  trimVersion: number,
  digestOfBody: Uint8Array,
): Uint8Array {
  const key = utf8(subjectKey);
  const bytes = new Uint8Array(key.length + 40);
  writeUint32(bytes, 0, key.length);
  bytes.set(key, 4);
  writeUint32(bytes, key.length + 4, trimVersion);
  bytes.set(digestOfBody, key.length + 8);
  return sha256(bytes).subarray(0, 16);
}

/** 0 to 255: the first byte of SHA-256 over the subject key's UTF-8 bytes. */
export function bucketOf(subjectKey: SubjectKey): number {
  return Number.parseInt(hash('sha256', subjectKey, 'hex').slice(0, 2), 16); // half the price of a buffer
}

/** One unit of comparison: a (source, partition) of which an epoch was completed, with its root. */
export interface PartitionRoot {
  readonly source: string;
  readonly partition: string;
  readonly root: Uint8Array;
}

/**
 * SHA-256 over the units sorted by source, then partition (UTF-16 code units), each written as
 * `4 bytes length, source, 4 bytes length, partition, 32 bytes root`. Order of the input does not matter; a unit may
 * be in it once.
 */
export function stateRoot(units: readonly PartitionRoot[]): Uint8Array {
  const sorted = [...units].sort(
    (left, right) => byCodeUnits(left.source, right.source) || byCodeUnits(left.partition, right.partition),
  );
  return sha256(
    joined(sorted.flatMap((unit) => [...sized(unit.source), ...sized(unit.partition), unit.root])),
  );
}

function sized(text: string): Uint8Array[] {
  const bytes = utf8(text);
  const length = new Uint8Array(4);
  writeUint32(length, 0, bytes.length);
  return [length, bytes];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
