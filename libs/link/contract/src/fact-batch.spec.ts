import { zstdCompressSync } from 'node:zlib';
import { create } from '@bufbuild/protobuf';
import { isPlimsollError } from '@plimsoll/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packChanges, unpackChanges } from './fact-batch.js';
import { FactBatchSchema, FactChangeSchema } from './generated/plimsoll/link/v1/link_pb.js';
import { LINK_LIMITS } from './limits.js';

const change = fc
  .record({
    source: fc.string(),
    partition: fc.string(),
    subjectKey: fc.string({ unit: 'grapheme' }),
    digest: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    trimVersion: fc.nat(),
    change: fc.oneof(
      fc.record({ case: fc.constant('body' as const), value: fc.uint8Array({ maxLength: 300 }) }),
      fc.constant({ case: 'ended' as const, value: {} }),
    ),
  })
  .map((fields) => create(FactChangeSchema, fields));

const batch = (bytes: Uint8Array, declared = bytes.length) =>
  create(FactBatchSchema, { zstd: zstdCompressSync(bytes), uncompressedBytes: declared });

function outcomeOf(unpack: () => unknown): string {
  try {
    unpack();
    return 'unpacked';
  } catch (error) {
    return isPlimsollError(error) ? error.code : String(error);
  }
}

describe('a fact batch', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        expect(unpackChanges(packChanges(changes))).toEqual(changes);
      }),
    );
  });

  it('never throws anything but a coded error on junk', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (junk, compressed) => {
        const input = compressed
          ? batch(junk)
          : create(FactBatchSchema, { zstd: junk, uncompressedBytes: 100 });
        expect(outcomeOf(() => unpackChanges(input))).toMatch(/^(unpacked|LINK_BATCH_[A-Z_]+)$/);
      }),
    );
  });

  it('refuses a bomb without inflating it', () => {
    const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024));
    const declared = create(FactBatchSchema, { zstd: bomb, uncompressedBytes: 1000 });
    const before = process.memoryUsage().rss;
    expect(() => unpackChanges(declared)).toThrow(expect.objectContaining({ code: 'LINK_BATCH_TOO_LARGE' }));
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  });

  it('refuses what declares more than the limit, and what is not of the size it declares', () => {
    expect(() =>
      unpackChanges(create(FactBatchSchema, { uncompressedBytes: LINK_LIMITS.messageBytes + 1 })),
    ).toThrow(expect.objectContaining({ code: 'LINK_BATCH_TOO_LARGE' }));
    expect(() => unpackChanges(batch(new Uint8Array(10), 11))).toThrow(
      expect.objectContaining({ code: 'LINK_BATCH_MALFORMED' }),
    );
  });

  it('refuses many empty changes in few bytes', () => {
    const empties = Buffer.alloc(2 * (LINK_LIMITS.batchChanges + 1), Buffer.from([0x0a, 0x00]));
    expect(() => unpackChanges(batch(empties))).toThrow(
      expect.objectContaining({ code: 'LINK_BATCH_TOO_LARGE' }),
    );
  });

  it('refuses strings that are not UTF-8', () => {
    const inner = Buffer.from([0x0a, 0x02, 0xc3, 0x28]);
    expect(() => unpackChanges(batch(Buffer.concat([Buffer.from([0x0a, inner.length]), inner])))).toThrow(
      expect.objectContaining({ code: 'LINK_BATCH_MALFORMED' }),
    );
  });

  it('tells the sender of too many bytes to split', () => {
    const large = create(FactChangeSchema, {
      change: { case: 'body', value: new Uint8Array(LINK_LIMITS.messageBytes) },
    });
    expect(() => packChanges([large])).toThrow(expect.objectContaining({ code: 'LINK_BATCH_TOO_LARGE' }));
  });
});
