import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lines } from './lines.js';
import { ListItems } from './list-items.js';

/** The same bytes in pieces of any size. */
const pieces = (text: string, sizes: readonly number[]): Buffer[] => {
  const bytes = Buffer.from(text);
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
};
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe('a list that comes in pieces', () => {
  it('gives every item whole, whatever is in it and wherever it is cut', () => {
    const item = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 6 }),
        fc.boolean(),
        sizes,
        fc.nat(2),
        (items, itemsFirst, cuts, indent) => {
          const metadata = { resourceVersion: '7', items: [{ not: 'these' }] };
          const list = itemsFirst ? { apiVersion: 'v1', items, metadata } : { metadata, items };
          const cutter = new ListItems(1_000_000);
          const found = pieces(JSON.stringify(list, undefined, indent), cuts).flatMap((chunk) => [
            ...cutter.take(chunk),
          ]);
          expect(cutter.complete).toBe(true);
          const parsed = found.map((one): unknown =>
            'item' in one ? JSON.parse(one.item.toString('utf8')) : one,
          );
          expect(parsed).toEqual(JSON.parse(JSON.stringify(items)));
          expect(JSON.parse(cutter.envelope())).toMatchObject({
            metadata: { resourceVersion: '7' },
            items: [],
          });
        },
      ),
    );
  });

  it('keeps of an item over the limit its beginning only', () => {
    const cutter = new ListItems(100);
    const text = JSON.stringify({ items: [{ a: 'x'.repeat(200_000) }, { b: 1 }], metadata: {} });
    const found = pieces(text, [1_000]).flatMap((chunk) => [...cutter.take(chunk)]);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ bytes: 200_008 });
    expect('tooLong' in (found[0] ?? {})).toBe(true);
    expect(JSON.parse(cutter.envelope())).toEqual({ items: [], metadata: {} });
  });
});

describe('lines that come in pieces', () => {
  it('come out whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }).filter((line) => !line.includes('\n'))),
        sizes,
        (lines, cuts) => {
          const cutter = new Lines(10_000);
          const text = lines.map((line) => `${line}\n`).join('');
          const found = pieces(text, cuts).flatMap((chunk) => [...cutter.take(chunk)]);
          expect(found.map((one) => ('line' in one ? one.line.toString() : undefined))).toEqual(lines);
          expect(cutter.pending).toBe(0);
        },
      ),
    );
  });

  it('are cut where one is too long, and what follows is not lost', () => {
    const cutter = new Lines(100);
    const found = pieces(`${'y'.repeat(500_000)}\nafter\n`, [999]).flatMap((chunk) => [
      ...cutter.take(chunk),
    ]);
    expect(found[0]).toMatchObject({ bytes: 500_000 });
    expect(found[1]).toEqual({ line: Buffer.from('after') });
  });
});
