import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox, type Change } from './outbox.js';

const UNIT = { source: 'kube/core/Pod', partition: '' } as const;
const BATCH = { bytes: 100, facts: 3 };
const AMPLE = { bytes: 10_000, facts: 100 };
const change = (value: number, size = 10): Change => ({
  digest: new Uint8Array(16).fill(value),
  body: new Uint8Array(size).fill(value),
});
const keysOf = (outbox: Outbox, sequence: bigint, credits = AMPLE) =>
  outbox.take(sequence, credits, BATCH).map(({ key }) => key);

describe('the outbox', () => {
  it('sends live changes before a backfill', () => {
    const outbox = new Outbox(AMPLE);
    outbox.put(UNIT, 'old', change(1), 'backfill');
    outbox.put(UNIT, 'new', change(1), 'live');
    expect(keysOf(outbox, 2n)).toEqual(['new', 'old']);
  });

  it('replaces a queued version in its lane, and holds a newer one while one is in flight', () => {
    const outbox = new Outbox(AMPLE);
    outbox.put(UNIT, 'a', change(1), 'backfill');
    outbox.put(UNIT, 'a', change(2), 'live');
    expect(outbox.take(2n, AMPLE, BATCH).map(({ digest }) => digest[0])).toEqual([2]);
    outbox.put(UNIT, 'a', change(3), 'live');
    outbox.put(UNIT, 'a', change(4), 'live');
    expect(outbox.settled(UNIT)).toBe(false);
    expect(keysOf(outbox, 3n)).toEqual([]);
    outbox.acknowledged(2n);
    expect(outbox.take(3n, AMPLE, BATCH).map(({ digest }) => digest[0])).toEqual([4]);
    expect(outbox.settled(UNIT)).toBe(true);
  });

  it('keeps to the credits, but lets a change that is larger than all of them travel alone', () => {
    const outbox = new Outbox(AMPLE);
    for (const key of ['a', 'b', 'c']) outbox.put(UNIT, key, change(1, 40), 'live');
    expect(keysOf(outbox, 2n, { bytes: 90, facts: 10 })).toEqual(['a', 'b']);
    expect(keysOf(outbox, 3n, { bytes: 90, facts: 10 })).toEqual([]);
    outbox.acknowledged(2n);
    expect(keysOf(outbox, 3n, { bytes: 20, facts: 10 })).toEqual(['c']);
  });

  it('refuses what does not fit, and takes one that is larger than everything when it is empty', () => {
    const outbox = new Outbox({ bytes: 50, facts: 2 });
    expect(outbox.put(UNIT, 'a', change(1, 40), 'live')).toBe(true);
    expect(outbox.put(UNIT, 'b', change(1, 40), 'live')).toBe(false);
    expect(new Outbox({ bytes: 50, facts: 2 }).put(UNIT, 'a', change(1, 400), 'live')).toBe(true);
  });

  const op = fc.record({
    kind: fc.constantFrom('put', 'take', 'ack', 'lose'),
    key: fc.nat(5),
    size: fc.integer({ min: 1, max: 60 }),
  });
  it('never loses an accepted version and never holds more than its bounds', () => {
    fc.assert(
      fc.property(fc.array(op, { maxLength: 80 }), (ops) => {
        const bounds = { bytes: 200, facts: 4 };
        const outbox = new Outbox(bounds);
        const [latest, sent] = [new Map<string, number>(), new Map<string, number>()];
        const flights = new Map<bigint, readonly (readonly [string, number])[]>();
        let sequence = 1n;
        let version = 0;
        const take = (): number => {
          const taken = outbox.take((sequence += 1n), { bytes: 100, facts: 3 }, BATCH);
          flights.set(
            sequence,
            taken.map(({ key, digest }) => [key, new DataView(digest.buffer).getUint32(0)] as const),
          );
          return taken.length;
        };
        const acknowledge = (): void => {
          outbox.acknowledged(sequence);
          for (const flight of flights.values()) for (const [key, value] of flight) sent.set(key, value);
          flights.clear();
        };
        for (const { kind, key, size } of ops) {
          if (kind === 'put') {
            const digest = new Uint8Array(16);
            new DataView(digest.buffer).setUint32(0, (version += 1));
            if (outbox.put(UNIT, `${key}`, { digest, body: new Uint8Array(size) }, 'live'))
              latest.set(`${key}`, version);
            else latest.delete(`${key}`);
          } else if (kind === 'take') take();
          else if (kind === 'ack') acknowledge();
          else {
            outbox.disconnected();
            flights.clear();
          }
          expect(outbox.bytes <= bounds.bytes || outbox.size === 1).toBe(true);
          expect(outbox.size).toBeLessThanOrEqual(bounds.facts);
        }
        for (let round = 0; round < 50 && outbox.size > 0; round++) {
          take();
          acknowledge();
        }
        expect(outbox.size).toBe(0);
        expect(outbox.bytes).toBe(0);
        expect(outbox.settled(UNIT)).toBe(true);
        for (const [key, value] of latest) expect(sent.get(key)).toBe(value);
      }),
      { numRuns: 300 },
    );
  });
});
