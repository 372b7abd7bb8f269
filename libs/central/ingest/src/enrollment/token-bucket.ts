import type { Clock } from '@plimsoll/runtime';

export interface BucketLimits {
  /** Calls that may come at once. */
  readonly burst: number;
  readonly perMinute: number;
}

/** Callers remembered; the one that was quiet longest is forgotten first. */
const MOST_CALLERS = 10_000;

/** A token bucket a caller (an address, an agent): bounds how often one may ask. Of one process, on purpose simple. */
export class TokenBuckets {
  readonly #limits: BucketLimits;
  readonly #clock: Clock;
  readonly #levels = new Map<string, { readonly tokens: number; readonly at: number }>();

  constructor(limits: BucketLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Spends one token of the caller; false when none is left. */
  spend(caller: string): boolean {
    const now = this.#clock.now();
    const { burst, perMinute } = this.#limits;
    const level = this.#levels.get(caller) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, level.tokens + (Math.max(0, now - level.at) / 60_000) * perMinute);
    this.#levels.delete(caller);
    this.#levels.set(caller, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    for (const oldest of this.#levels.keys()) {
      if (this.#levels.size <= MOST_CALLERS) break;
      this.#levels.delete(oldest);
    }
    return tokens >= 1;
  }
}
