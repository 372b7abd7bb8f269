import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@plimsoll/runtime';
import { LINK_LIMITS } from '@plimsoll/link-contract';
import { linkServerErrors } from './errors.js';

const EXPIRY_BYTES = 6;
const RANDOM_BYTES = 10;
const MAC_BYTES = 16;
const SIGNED_BYTES = EXPIRY_BYTES + RANDOM_BYTES;

/**
 * Nonces without state: expiry (ms, 48 bit), 10 random bytes, 16 bytes of HMAC-SHA-256. Only those spent are kept, until
 * they expire, so memory is bounded by calls answered in a minute. With several gateways behind one address give all
 * the same key; each then knows of its own spent nonces only, and the one use of a token and the join state are what
 * stops a replay at another.
 */
export class NonceKeeper {
  readonly #key: Uint8Array;
  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #spent = new Map<string, number>();

  constructor(clock: Clock, key: Uint8Array = randomBytes(32), capacity = 100_000) {
    this.#clock = clock;
    this.#key = key;
    this.#capacity = capacity;
  }

  /** 32 bytes, good for one `spend` within 60 s. */
  issue(): Uint8Array {
    const signed = Buffer.alloc(SIGNED_BYTES);
    signed.writeUIntBE(this.#clock.now() + LINK_LIMITS.nonceMs, 0, EXPIRY_BYTES);
    randomBytes(RANDOM_BYTES).copy(signed, EXPIRY_BYTES);
    return Buffer.concat([signed, this.#mac(signed)]);
  }

  /** @throws LINK_NONCE_INVALID when it is not ours, expired or spent; LINK_BUSY when too many were spent this minute. */
  spend(nonce: Uint8Array): void {
    const expiry = this.#expiryOf(nonce);
    if (expiry === undefined || expiry < this.#clock.now())
      throw invalid(expiry === undefined ? 'is not of this centre' : 'has expired');
    const name = Buffer.from(nonce).toString('base64');
    if (this.#spent.has(name)) throw invalid('was used before');
    this.#forgetExpired();
    if (this.#spent.size >= this.#capacity)
      throw linkServerErrors.error('LINK_BUSY', 'too many enrolments within a minute');
    this.#spent.set(name, expiry);
  }

  #expiryOf(nonce: Uint8Array): number | undefined {
    if (nonce.length !== SIGNED_BYTES + MAC_BYTES) return undefined;
    const bytes = Buffer.from(nonce);
    const signed = bytes.subarray(0, SIGNED_BYTES);
    return timingSafeEqual(this.#mac(signed), bytes.subarray(SIGNED_BYTES))
      ? signed.readUIntBE(0, EXPIRY_BYTES)
      : undefined;
  }

  // Spent in nearly the order of expiry: the oldest come first in the map.
  #forgetExpired(): void {
    const now = this.#clock.now();
    for (const [name, expiry] of this.#spent) {
      if (expiry >= now) return;
      this.#spent.delete(name);
    }
  }

  #mac(signed: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(signed).digest().subarray(0, MAC_BYTES);
  }
}

const invalid = (what: string) => linkServerErrors.error('LINK_NONCE_INVALID', `the nonce ${what}`);
