import type { ClusterId } from '@plimsoll/model';
import { expect, it } from 'vitest';
import { RollUpPace } from './roll-up-pace.js';

const [ONE, OTHER] = ['one', 'other'] as [ClusterId, ClusterId];

it('rests three times as long as a roll-up took', () => {
  const pace = new RollUpPace();
  expect(pace.rests(ONE, 1_000)).toBe(false);
  pace.took(ONE, 1_000, 1_050);
  expect(pace.rests(ONE, 1_199)).toBe(true);
  expect(pace.rests(ONE, 1_200)).toBe(false);
  expect(pace.rests(OTHER, 1_100)).toBe(false);
});

it('rests no longer than three seconds, and not at all for a clock that went back', () => {
  const pace = new RollUpPace();
  pace.took(ONE, 0, 60_000);
  expect(pace.rests(ONE, 62_999)).toBe(true);
  expect(pace.rests(ONE, 63_000)).toBe(false);
  pace.took(ONE, 70_000, 60_000);
  expect(pace.rests(ONE, 60_000)).toBe(false);
});
