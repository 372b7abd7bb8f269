import { postureErrors } from '../errors.js';
import { timestamp } from '../instant.js';
import type { Instant } from '../instant.js';

/** How exactly the past is known at an instant (DESIGN section 7). */
export type Resolution = 'exact' | 'hour' | 'day';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Everything for 7 days, then what was in force at each full hour, after 90 days at each midnight (UTC), 400 days in all. */
export const HISTORY = { exactMs: 7 * DAY, hourMs: 90 * DAY, retentionMs: 400 * DAY } as const;

export const STEP_MS: Readonly<Record<Exclude<Resolution, 'exact'>, number>> = { hour: HOUR, day: DAY };

export function resolutionAt(at: Instant, now: Instant): Resolution {
  const age = now - at;
  if (age <= HISTORY.exactMs) return 'exact';
  return age <= HISTORY.hourMs ? 'hour' : 'day';
}

/** An instant of the past that can be answered, and how exactly. */
export interface Point {
  readonly at: Instant;
  readonly resolution: Resolution;
}

/**
 * The instant that an answer stands for: the one asked for, or the last boundary of the resolution before it, since
 * only what was in force at a boundary is kept. Throws POSTURE_IN_FUTURE and POSTURE_OUTSIDE_RETENTION.
 */
export function pointAt(now: Instant, asOf: Instant | undefined): Point {
  if (asOf === undefined) return { at: now, resolution: 'exact' };
  if (asOf > now) {
    throw postureErrors.error('POSTURE_IN_FUTURE', `asOf ${timestamp(asOf)} lies in the future`);
  }
  const resolution = resolutionAt(asOf, now);
  const at = resolution === 'exact' ? asOf : Math.floor(asOf / STEP_MS[resolution]) * STEP_MS[resolution];
  if (at < now - HISTORY.retentionMs) {
    throw postureErrors.error(
      'POSTURE_OUTSIDE_RETENTION',
      `asOf ${timestamp(asOf)} lies before the kept history`,
      {
        details: { oldest: timestamp(now - HISTORY.retentionMs) },
      },
    );
  }
  return { at, resolution };
}
