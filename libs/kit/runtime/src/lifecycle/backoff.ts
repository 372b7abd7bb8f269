/**
 * Full jitter: a uniform draw from 0 to the exponential bound, never below `minMs`, so that a fleet that lost its
 * centre at once does not come back at once.
 * @param attempt 0 for the first retry
 * @param random uniform in [0, 1)
 */
export function fullJitter(
  attempt: number,
  limits: { readonly minMs: number; readonly maxMs: number },
  random: () => number,
): number {
  const bound = Math.min(limits.maxMs, limits.minMs * 2 ** Math.min(attempt, 30));
  return Math.max(limits.minMs, Math.round(random() * bound));
}
