import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { negotiateProtocol } from './protocol.js';

const range = fc.record({ min: fc.nat(9), max: fc.nat(9) });

describe('the protocol of a stream', () => {
  it('is the newest that both sides speak', () => {
    fc.assert(
      fc.property(range, range, (theirs, ours) => {
        const both = Array.from({ length: 10 }, (_, version) => version).filter((version) =>
          [theirs, ours].every(({ min, max }) => version >= min && version <= max),
        );
        expect(negotiateProtocol(theirs, ours)).toBe(both.at(-1));
      }),
    );
  });
});
