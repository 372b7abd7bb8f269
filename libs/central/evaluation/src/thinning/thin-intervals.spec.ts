import { HISTORY, STEP_MS, pointAt } from '@plimsoll/posture';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKept, thinBursts } from './thin-intervals.js';
import type { ClosedInterval } from './thin-intervals.js';

const NOW = Date.UTC(2026, 10, 20, 12, 34, 56, 789);

/** A chain of intervals without gaps from the given lengths. */
function chain(start: number, lengths: readonly number[]): ClosedInterval[] {
  let openedAt = start;
  return lengths.map((length) => {
    const interval = { openedAt, closedAt: openedAt + length };
    openedAt = interval.closedAt;
    return interval;
  });
}

describe('bursts', () => {
  it('keeps the first nine and the last of a minute, and leaves no gap', () => {
    const start = Math.floor(NOW / 60_000) * 60_000;
    const rows = chain(
      start,
      Array.from({ length: 14 }, () => 1_000),
    );
    const { remove, extend } = thinBursts(rows);
    expect(remove).toEqual(rows.slice(9, 13));
    expect(extend).toEqual([{ interval: rows[8], closedAt: rows[13]?.openedAt }]);
  });

  it('leaves ten rows of a minute alone', () => {
    const rows = chain(
      Math.floor(NOW / 60_000) * 60_000,
      Array.from({ length: 10 }, () => 1_000),
    );
    expect(thinBursts(rows)).toEqual({ remove: [], extend: [] });
  });

  it('answers every instant that was answered before, and is done after one pass', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lengths, (own) => {
        const rows = chain(NOW, own);
        const { remove, extend } = thinBursts(rows);
        const ends = new Map(extend.map(({ interval, closedAt }) => [interval, closedAt]));
        const kept = rows
          .filter((row) => !remove.includes(row))
          .map((row) => ({ openedAt: row.openedAt, closedAt: ends.get(row) ?? row.closedAt }));
        for (const [index, row] of kept.slice(1).entries()) expect(kept[index]?.closedAt).toBe(row.openedAt);
        expect(thinBursts(kept).remove).toEqual([]);
      }),
    );
  });
});

describe('age', () => {
  it('keeps everything for seven days', () => {
    const closedAt = NOW - HISTORY.exactMs;
    expect(isKept({ openedAt: closedAt - 1, closedAt }, NOW)).toBe(true);
  });

  it('then keeps what was in force at a full hour, after 90 days at midnight, after the retention nothing', () => {
    const hour = Math.floor((NOW - 30 * 24 * STEP_MS.hour) / STEP_MS.hour) * STEP_MS.hour;
    expect(isKept({ openedAt: hour, closedAt: hour + 1 }, NOW)).toBe(true);
    expect(isKept({ openedAt: hour + 1, closedAt: hour + STEP_MS.hour }, NOW)).toBe(false);
    const day = Math.floor((NOW - 120 * STEP_MS.day) / STEP_MS.day) * STEP_MS.day;
    expect(isKept({ openedAt: day, closedAt: day + 1 }, NOW)).toBe(true);
    expect(isKept({ openedAt: day + STEP_MS.hour, closedAt: day + 3 * STEP_MS.hour }, NOW)).toBe(false);
    expect(isKept({ openedAt: 0, closedAt: NOW - HISTORY.retentionMs - 1 }, NOW)).toBe(false);
  });

  it('keeps for every instant that can be asked for the interval that held at the instant answered', () => {
    const ages = fc.integer({ min: 0, max: HISTORY.retentionMs - STEP_MS.day });
    const around = fc.tuple(
      fc.integer({ min: 0, max: STEP_MS.day * 2 }),
      fc.integer({ min: 1, max: STEP_MS.day * 2 }),
    );
    fc.assert(
      fc.property(ages, around, (age, [before, after]) => {
        const { at } = pointAt(NOW, NOW - age);
        const interval = { openedAt: at - before, closedAt: at + after };
        if (interval.closedAt <= NOW) expect(isKept(interval, NOW)).toBe(true);
      }),
    );
  });
});
