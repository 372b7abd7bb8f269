import { describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-bucket.js';

describe('a token bucket', () => {
  it('lets a burst through, then as many as the time refills, each address for itself', () => {
    let now = 0;
    const buckets = new TokenBuckets({ burst: 2, perMinute: 6 }, { now: () => now });
    expect([1, 2, 3].map(() => buckets.spend('a'))).toEqual([true, true, false]);
    expect(buckets.spend('b')).toBe(true);
    now += 10_000;
    expect([1, 2].map(() => buckets.spend('a'))).toEqual([true, false]);
    now -= 60_000;
    expect(buckets.spend('a')).toBe(false);
  });
});
