import { HISTORY, STEP_MS } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';

/** A closed interval of one key: a finding, a tally or a posture. */
export interface ClosedInterval {
  readonly openedAt: Instant;
  readonly closedAt: Instant;
}

/** What thinning does to the intervals of one key. */
export interface Thinning<Interval> {
  readonly remove: readonly Interval[];
  /** Kept intervals that now reach to the opening of the next kept one. */
  readonly extend: readonly { readonly interval: Interval; readonly closedAt: Instant }[];
}

const MINUTE = 60_000;
/** Of a key with more rows in a minute the first nine and the last are kept. */
export const MOST_IN_A_MINUTE = 10;

/**
 * The rule for bursts (DESIGN section 7) over the intervals of one key, oldest first, that opened in minutes that have
 * passed; the last may still be open and is given as closed at its own opening. The ninth reaches to the last, so that
 * no instant is left without answer.
 */
export function thinBursts<Interval extends ClosedInterval>(
  intervals: readonly Interval[],
): Thinning<Interval> {
  const remove: Interval[] = [];
  const extend: { interval: Interval; closedAt: Instant }[] = [];
  for (const burst of Map.groupBy(intervals, ({ openedAt }) => Math.floor(openedAt / MINUTE)).values()) {
    if (burst.length <= MOST_IN_A_MINUTE) continue;
    const [ninth, last] = [burst[MOST_IN_A_MINUTE - 2], burst.at(-1)];
    if (ninth === undefined || last === undefined) continue;
    remove.push(...burst.slice(MOST_IN_A_MINUTE - 1, -1));
    extend.push({ interval: ninth, closedAt: last.openedAt });
  }
  return { remove, extend };
}

/**
 * Whether a closed interval is kept at an age: for 7 days always, then if it was in force at a full hour, after 90 days
 * at a midnight (UTC), after the retention not at all. Reads of that age stand at such boundaries, so they find for
 * every key exactly what was in force there.
 */
export function isKept({ openedAt, closedAt }: ClosedInterval, now: Instant): boolean {
  const age = now - closedAt;
  if (age <= HISTORY.exactMs) return true;
  if (age > HISTORY.retentionMs) return false;
  const step = age <= HISTORY.hourMs ? STEP_MS.hour : STEP_MS.day;
  return Math.ceil(openedAt / step) * step < closedAt;
}
