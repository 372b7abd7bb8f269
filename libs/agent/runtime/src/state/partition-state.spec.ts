import { Buckets, bucketOf } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartitionState } from './partition-state.js';

const digest = (value: number) => new Uint8Array(16).fill(value);
const pass = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.nat(255));

describe('the state of a partition', () => {
  it('counts after each complete pass exactly what that pass saw', () => {
    fc.assert(
      fc.property(fc.array(pass, { maxLength: 12 }), (passes) => {
        const state = new PartitionState();
        for (const seen of passes) {
          state.beginPass();
          for (const [key, value] of Object.entries(seen)) state.observe(key, digest(value));
          state.endUnseen();
          const buckets = new Buckets();
          for (const [key, value] of Object.entries(seen)) buckets.add(bucketOf(key), digest(value));
          expect(state.root()).toEqual(buckets.root());
          expect([...state.keys()].toSorted()).toEqual(Object.keys(seen).toSorted());
        }
      }),
    );
  });

  it('tells what is new and what has ended, with the digest that it had', () => {
    const state = new PartitionState();
    state.beginPass();
    expect(state.observe('a', digest(1))).toBe(true);
    expect(state.observe('a', digest(1))).toBe(false);
    state.beginPass();
    expect(state.endUnseen()).toEqual([{ key: 'a', digest: digest(1) }]);
    expect(state.size).toBe(0);
  });
});
