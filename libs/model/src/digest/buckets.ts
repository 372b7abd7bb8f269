import { modelErrors } from '../errors.js';
import { readUint32, writeUint32 } from './bytes.js';
import { sha256 } from './digests.js';

const COUNT = 256;
const LIMBS = 4;
const RECORD = 17;

/**
 * The 256 buckets of one (source, partition), kept incrementally on both sides of the link. A bucket's value is the sum
 * mod 2^128 of its facts' digests, so the order of additions does not matter and a removal is exact. A bucket whose
 * value is zero does not exist. Not safe to share while it changes.
 */
export class Buckets {
  /** Four 32-bit limbs a bucket, the most significant first. */
  readonly #limbs = new Uint32Array(COUNT * LIMBS);

  /** Adds a fact's digest (16 bytes) to its bucket (0 to 255). */
  add(bucket: number, digest: Uint8Array): void {
    let carry = 0;
    for (let limb = LIMBS - 1; limb >= 0; limb--) {
      const at = bucket * LIMBS + limb;
      const sum = (this.#limbs[at] ?? 0) + readUint32(digest, limb * 4) + carry;
      this.#limbs[at] = sum;
      carry = sum > 0xffff_ffff ? 1 : 0;
    }
  }

  /** The inverse of {@link add}. */
  remove(bucket: number, digest: Uint8Array): void {
    let borrow = 0;
    for (let limb = LIMBS - 1; limb >= 0; limb--) {
      const at = bucket * LIMBS + limb;
      const difference = (this.#limbs[at] ?? 0) - readUint32(digest, limb * 4) - borrow;
      this.#limbs[at] = difference;
      borrow = difference < 0 ? 1 : 0;
    }
  }

  /** 16 bytes, big-endian; undefined for a bucket that does not exist. */
  value(bucket: number): Uint8Array | undefined {
    if (!this.#exists(bucket)) return undefined;
    const bytes = new Uint8Array(LIMBS * 4);
    for (let limb = 0; limb < LIMBS; limb++)
      writeUint32(bytes, limb * 4, this.#limbs[bucket * LIMBS + limb] ?? 0);
    return bytes;
  }

  /** The buckets that exist, in ascending order. */
  entries(): [bucket: number, value: Uint8Array][] {
    const found: [number, Uint8Array][] = [];
    for (let bucket = 0; bucket < COUNT; bucket++) {
      const value = this.value(bucket);
      if (value) found.push([bucket, value]);
    }
    return found;
  }

  /** How many buckets exist. */
  get size(): number {
    let size = 0;
    for (let bucket = 0; bucket < COUNT; bucket++) if (this.#exists(bucket)) size++;
    return size;
  }

  /** SHA-256 over {@link toBytes}; of no bucket at all it is that of the empty string. */
  root(): Uint8Array {
    return sha256(this.toBytes());
  }

  /** The buckets that exist in ascending order: 1 byte bucket, 16 bytes value, big-endian. */
  toBytes(): Uint8Array {
    const entries = this.entries();
    const bytes = new Uint8Array(entries.length * RECORD);
    for (const [index, [bucket, value]] of entries.entries()) {
      bytes[index * RECORD] = bucket;
      bytes.set(value, index * RECORD + 1);
    }
    return bytes;
  }

  /** The inverse of {@link toBytes}; throws MODEL_BUCKETS_CORRUPT for bytes that it never writes. */
  static fromBytes(bytes: Uint8Array): Buckets {
    const buckets = new Buckets();
    let last = -1;
    for (let offset = 0; offset < bytes.length; offset += RECORD) {
      const bucket = bytes[offset] ?? 0;
      const value = bytes.subarray(offset + 1, offset + RECORD);
      buckets.add(bucket, value);
      if (bucket <= last || value.length !== RECORD - 1 || !buckets.#exists(bucket)) {
        throw modelErrors.error('MODEL_BUCKETS_CORRUPT', `the stored buckets are broken at byte ${offset}`, {
          details: { offset },
        });
      }
      last = bucket;
    }
    return buckets;
  }

  #exists(bucket: number): boolean {
    for (let limb = 0; limb < LIMBS; limb++) if (this.#limbs[bucket * LIMBS + limb] !== 0) return true;
    return false;
  }
}

/** The root of a (source, partition): see {@link Buckets.root}. */
export function root(buckets: Buckets): Uint8Array {
  return buckets.root();
}
