import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile, spreadOf } from './statistics.js';

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
  minLength: 1,
});

describe('the statistics', () => {
  it('of known values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99)).toBe(10);
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5)).toBe(5);
    expect(spreadOf([5])).toEqual({ min: 5, median: 5, max: 5, runs: 1 });
  });

  it('hold their order, whatever the values', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const { min, median: middle, max } = spreadOf(values);
        expect(min).toBeLessThanOrEqual(middle);
        expect(middle).toBeLessThanOrEqual(max);
        expect(values).toContain(quantile(values, 0.99));
        expect(spreadOf(values.toReversed())).toEqual(spreadOf(values));
      }),
    );
  });

  it('refuse to speak of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});
