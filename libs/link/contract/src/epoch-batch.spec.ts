import { zstdCompressSync } from 'node:zlib';
import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packEpochs, unpackEpochs } from './epoch-batch.js';
import { EpochBatchSchema, EpochEndSchema } from './generated/plimsoll/link/v1/link_pb.js';
import { LINK_LIMITS } from './limits.js';

const epoch = fc
  .record({
    source: fc.string(),
    partition: fc.string(),
    outcome: fc.oneof(
      fc.record({
        case: fc.constant('root' as const),
        value: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      }),
      fc.record({
        case: fc.constant('notCollected' as const),
        value: fc.record({ reason: fc.string(), detail: fc.string() }),
      }),
    ),
  })
  .map((fields) => create(EpochEndSchema, fields));
const TOO_LARGE = expect.objectContaining({ code: 'LINK_BATCH_TOO_LARGE' });

describe('a batch of epochs', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(fc.array(epoch), (epochs) => {
        expect(unpackEpochs(packEpochs(epochs))).toEqual(epochs);
      }),
    );
  });

  it('is bounded on both sides', () => {
    const many = Array.from({ length: LINK_LIMITS.batchEpochs + 1 }, () => create(EpochEndSchema));
    expect(() => packEpochs(many)).toThrow(TOO_LARGE);
    const bytes = Buffer.alloc(2 * many.length, Buffer.from([0x0a, 0x00]));
    const batch = { zstd: zstdCompressSync(bytes), uncompressedBytes: bytes.length };
    expect(() => unpackEpochs(create(EpochBatchSchema, batch))).toThrow(TOO_LARGE);
  });

  it('of the units of twenty nodes costs little more than its roots', () => {
    const epochs = Array.from({ length: 200 }, (_, index) =>
      create(EpochEndSchema, {
        source: `host/source-${index % 10}`,
        partition: `node-${Math.floor(index / 10)}`,
        outcome: { case: 'root', value: crypto.getRandomValues(new Uint8Array(32)) },
      }),
    );
    expect(packEpochs(epochs).zstd.length / epochs.length).toBeLessThan(40);
  });
});
