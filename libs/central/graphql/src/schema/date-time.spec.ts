import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DateTime, readInstant } from './date-time.js';

describe('DateTime', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (instant) => {
        expect(readInstant(DateTime.serialize(instant))).toBe(instant);
      }),
    );
  });

  it('reads a zone and fractions', () => {
    expect(readInstant('2026-11-21T12:00:00.5+02:00')).toBe(Date.UTC(2026, 10, 21, 10, 0, 0, 500));
  });

  it.each(['', '2026-11-21', '2026-11-21T24:00:00Z', '2026-13-01T00:00:00Z', '2026-02-29T00:00:00Z', 'now'])(
    'refuses %j',
    (text) => {
      expect(readInstant(text)).toBeUndefined();
    },
  );
});
