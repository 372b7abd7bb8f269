import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSubjectKey, subjectKey } from '../facts/subject.js';
import { anySubject, anyText } from '../testing/index.js';
import { Buckets, root } from './buckets.js';
import { bodyDigest, bucketOf, factDigest, stateRoot } from './digests.js';

const anyDigest = (): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: 16, maxLength: 16 });
const anyEntry = (): fc.Arbitrary<[number, Uint8Array]> => fc.tuple(fc.nat(255), anyDigest());
const anyEntries = (): fc.Arbitrary<[number, Uint8Array][]> => fc.array(anyEntry(), { maxLength: 40 });

function bucketsOf(entries: readonly (readonly [number, Uint8Array])[]): Buckets {
  const buckets = new Buckets();
  for (const [bucket, digest] of entries) buckets.add(bucket, digest);
  return buckets;
}

const asNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

describe('buckets', () => {
  it('hold the sum mod 2^128 of their digests', () => {
    fc.assert(
      fc.property(fc.array(anyDigest(), { minLength: 1 }), (digests) => {
        const value = bucketsOf(digests.map((digest) => [7, digest])).value(7);
        const sum = digests.reduce((total, digest) => total + asNumber(digest), 0n) % 2n ** 128n;
        expect(value ? asNumber(value) : 0n).toBe(sum);
      }),
    );
  });

  it('do not depend on order', () => {
    fc.assert(
      fc.property(anyEntries(), (entries) => {
        expect(bucketsOf([...entries].reverse()).toBytes()).toEqual(bucketsOf(entries).toBytes());
      }),
    );
  });

  it('are as before when what was added is removed, in any order', () => {
    fc.assert(
      fc.property(anyEntries(), anyEntries(), (kept, passing) => {
        const buckets = bucketsOf([...kept, ...passing]);
        for (const [bucket, digest] of passing) buckets.remove(bucket, digest);
        expect(buckets.root()).toEqual(bucketsOf(kept).root());
      }),
    );
  });

  it('do not exist once they are empty', () => {
    const digest = new Uint8Array(16).fill(255);
    const buckets = bucketsOf([[3, digest]]);
    expect(buckets.size).toBe(1);
    buckets.remove(3, digest);
    expect([buckets.size, buckets.entries(), buckets.value(3), buckets.toBytes().length]).toEqual([
      0,
      [],
      undefined,
      0,
    ]);
    expect(root(buckets)).toEqual(new Buckets().root());
  });

  it('come back from their bytes, which are sorted records of 17', () => {
    fc.assert(
      fc.property(anyEntries(), (entries) => {
        const buckets = bucketsOf(entries);
        const bytes = buckets.toBytes();
        expect(Buckets.fromBytes(bytes).toBytes()).toEqual(bytes);
        expect(bytes.length).toBe(buckets.size * 17);
        expect(buckets.root()).toEqual(new Uint8Array(createHash('sha256').update(bytes).digest()));
        const order = buckets.entries().map(([bucket]) => bucket);
        expect(order).toEqual([...new Set(order)].sort((left, right) => left - right));
      }),
    );
  });

  it('refuse bytes that were never written', () => {
    const good = bucketsOf([
      [1, new Uint8Array(16).fill(1)],
      [2, new Uint8Array(16).fill(2)],
    ]).toBytes();
    const swapped = new Uint8Array([...good.subarray(17), ...good.subarray(0, 17)]);
    for (const broken of [good.subarray(0, 20), swapped, new Uint8Array(17)]) {
      expect(() => Buckets.fromBytes(broken)).toThrow(/broken at byte/);
    }
  });

  it('have another root when any fact differs', () => {
    const anyFacts = fc.uniqueArray(fc.tuple(anySubject().map(subjectKey), anyText()), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 12,
    });
    const rootOf = (facts: readonly (readonly [string, string])[]): Uint8Array =>
      bucketsOf(facts.map(([key, body]) => [bucketOf(key), factDigest(key, 1, bodyDigest(body))])).root();
    fc.assert(
      fc.property(anyFacts, fc.nat(), (facts, index) => {
        const at = index % facts.length;
        const changed = facts.map(([key, body], place): [string, string] => [
          key,
          place === at ? `${body}.` : body,
        ]);
        const fewer = facts.filter((_, place) => place !== at);
        expect(rootOf(changed)).not.toEqual(rootOf(facts));
        expect(rootOf(fewer)).not.toEqual(rootOf(facts));
        expect(rootOf([...facts].reverse())).toEqual(rootOf(facts));
      }),
    );
  });
});

describe('digests', () => {
  it('lay a fact out as documented', () => {
    const body = bodyDigest('{"settings":{},"shape":"settings"}');
    const key = Buffer.from('/Node//hôst');
    const number = (value: number): Buffer => Buffer.from([0, 0, 0, value]);
    const whole = createHash('sha256')
      .update(Buffer.concat([number(key.length), key, number(3), body]))
      .digest();
    expect(Buffer.from(factDigest('/Node//hôst', 3, body))).toEqual(whole.subarray(0, 16));
  });

  it('tell apart key, trim version and body', () => {
    const body = bodyDigest('a');
    const digests = [
      factDigest('k', 1, body),
      factDigest('l', 1, body),
      factDigest('k', 2, body),
      factDigest('k', 1, bodyDigest('b')),
    ];
    expect(new Set(digests.map((digest) => Buffer.from(digest).toString('hex'))).size).toBe(4);
    expect(bodyDigest(new TextEncoder().encode('é'))).toEqual(bodyDigest('é'));
  });

  it('of the state do not depend on the order of the units, and on nothing but them', () => {
    const anyUnit = fc.record({
      source: anyText(),
      partition: anyText(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    });
    const anyUnits = fc.uniqueArray(anyUnit, {
      selector: (unit) => JSON.stringify([unit.source, unit.partition]),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(anyUnits, (units) => {
        expect(stateRoot([...units].reverse())).toEqual(stateRoot(units));
        expect(stateRoot(units.slice(1))).not.toEqual(stateRoot(units));
      }),
    );
    const zero = new Uint8Array(32);
    expect(stateRoot([{ source: 'ab', partition: 'c', root: zero }])).not.toEqual(
      stateRoot([{ source: 'a', partition: 'bc', root: zero }]),
    );
  });
});

describe('a subject key', () => {
  it('comes back as its subject', () => {
    fc.assert(
      fc.property(anySubject(), (subject) => {
        expect(parseSubjectKey(subjectKey(subject))).toEqual(subject);
      }),
    );
  });

  it('is one to one: a string is a key of at most one subject, written in one way', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('/', '%', '2', '5', 'F', 'f', 'a'), maxLength: 14 }),
        (text) => {
          const subject = parseSubjectKey(text);
          expect(subject === undefined || subjectKey(subject) === text).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('of an object without a name needs an instance', () => {
    expect(parseSubjectKey('/Pod//')).toBeUndefined();
    expect(parseSubjectKey('/Pod///a.yaml:1')).toEqual({
      group: '',
      kind: 'Pod',
      namespace: '',
      name: '',
      instance: 'a.yaml:1',
    });
  });
});
