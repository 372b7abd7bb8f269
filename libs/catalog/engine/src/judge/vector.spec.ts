import { addCounts, NO_COUNTS, type Verdict } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeVector, encodeVector, tallyDifference, verdictAt } from './vector.js';

const anyVerdict = (): fc.Arbitrary<Verdict> => fc.constantFrom('pass', 'fail', 'unknown', 'not-applicable');
const anyEntries = (): fc.Arbitrary<[number, Verdict][]> =>
  fc.uniqueArray(fc.tuple(fc.nat(200), anyVerdict()), { selector: ([place]) => place });

describe('a vector', () => {
  it('keeps its codes', () => {
    expect([
      ...encodeVector([
        [4, 'not-applicable'],
        [1, 'fail'],
        [0, 'pass'],
        [2, 'unknown'],
      ]),
    ]).toEqual([1, 2, 3, 0, 4]);
  });

  it('comes back, by ascending place', () => {
    fc.assert(
      fc.property(anyEntries(), (entries) => {
        const vector = encodeVector(entries);
        expect(decodeVector(vector)).toEqual([...entries].sort(([left], [right]) => left - right));
        expect(verdictAt(vector, 201)).toBeUndefined();
      }),
    );
  });

  it('moves tallies from what they were to what they are', () => {
    fc.assert(
      fc.property(anyEntries(), anyEntries(), (from, to) => {
        const tally = (entries: [number, Verdict][]): unknown =>
          totals(tallyDifference(undefined, encodeVector(entries)));
        const [before, after] = [encodeVector(from), encodeVector(to)];
        expect(totals([...tallyDifference(undefined, before), ...tallyDifference(before, after)])).toEqual(
          tally(to),
        );
        expect(
          totals([...tallyDifference(undefined, before), ...tallyDifference(before, undefined)]),
        ).toEqual({});
        expect(tallyDifference(before, before)).toEqual([]);
      }),
    );
  });
});

function totals(differences: ReturnType<typeof tallyDifference>): unknown {
  const sums = new Map<number, typeof NO_COUNTS>();
  for (const { place, counts } of differences)
    sums.set(place, addCounts(sums.get(place) ?? NO_COUNTS, counts));
  return Object.fromEntries(
    [...sums].filter(([, counts]) => Object.values(counts).some((count) => count !== 0)),
  );
}
