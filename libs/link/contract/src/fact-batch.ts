import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { isPlimsollError } from '@plimsoll/errors';
import { plain } from './bytes.js';
import { linkContractErrors } from './errors.js';
import { FactBatchSchema, FactChangesSchema } from './generated/plimsoll/link/v1/link_pb.js';
import type { FactBatch, FactChange } from './generated/plimsoll/link/v1/link_pb.js';
import { LINK_LIMITS } from './limits.js';

// Level 1: ratio 11 for 1.7 us a fact; higher levels cost more than the network saves.
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
// A frame header may ask for a window of 128 MiB before a byte of content; 8 MiB is twice what a batch may hold.
const WINDOW_LOG = 23;

/**
 * One zstd frame of the changes, in their order.
 * @throws LINK_BATCH_TOO_LARGE above 4 MiB uncompressed or 10,000 changes: the caller splits.
 */
export function packChanges(changes: readonly FactChange[]): FactBatch {
  const bytes = toBinary(FactChangesSchema, create(FactChangesSchema, { changes: [...changes] }));
  if (bytes.length > LINK_LIMITS.messageBytes)
    throw tooLarge(bytes.length, LINK_LIMITS.messageBytes, 'bytes');
  if (changes.length > LINK_LIMITS.batchChanges)
    throw tooLarge(changes.length, LINK_LIMITS.batchChanges, 'changes');
  return create(FactBatchSchema, {
    zstd: zstdCompressSync(bytes, COMPRESSION),
    uncompressedBytes: bytes.length,
  });
}

/**
 * The changes of a batch. Never inflates more than the batch declares, nor more than `limit` bytes.
 * @throws LINK_BATCH_TOO_LARGE when declared or contained too much, LINK_BATCH_MALFORMED when it is not what it says.
 */
export function unpackChanges(
  batch: FactBatch,
  limit: number = LINK_LIMITS.messageBytes,
): readonly FactChange[] {
  const declared = batch.uncompressedBytes;
  if (declared > limit) throw tooLarge(declared, limit, 'bytes');
  const bytes = inflate(batch.zstd, declared);
  try {
    requireFewChanges(bytes);
    return fromBinary(FactChangesSchema, bytes).changes;
  } catch (cause) {
    if (isPlimsollError(cause)) throw cause;
    throw linkContractErrors.error(
      'LINK_BATCH_MALFORMED',
      'the batch holds no readable FactChanges message',
      { cause },
    );
  }
}

function inflate(zstd: Uint8Array, declared: number): Uint8Array {
  const bytes = inflateAtMost(zstd, declared);
  if (bytes.length === declared) return bytes;
  throw linkContractErrors.error(
    'LINK_BATCH_MALFORMED',
    `the batch declares ${declared} bytes and holds ${bytes.length}`,
  );
}

function inflateAtMost(zstd: Uint8Array, declared: number): Uint8Array {
  try {
    const bytes = zstdDecompressSync(zstd, {
      maxOutputLength: Math.max(1, declared),
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG },
    });
    return plain(bytes);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw linkContractErrors.error(
        'LINK_BATCH_TOO_LARGE',
        `the batch inflates to more than the ${declared} bytes it declares`,
        { cause },
      );
    throw linkContractErrors.error('LINK_BATCH_MALFORMED', 'the batch is not a zstd frame', { cause });
  }
}

// Two bytes make an empty change, an object of a hundred: counted before anything is built.
function requireFewChanges(bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  for (let count = 0; reader.pos < reader.len; count++) {
    if (count >= LINK_LIMITS.batchChanges) throw tooLarge(count + 1, LINK_LIMITS.batchChanges, 'changes');
    const [, wireType] = reader.tag();
    reader.skip(wireType);
  }
}

function tooLarge(size: number, limit: number, unit: 'bytes' | 'changes') {
  return linkContractErrors.error(
    'LINK_BATCH_TOO_LARGE',
    `a batch of ${size} ${unit}, the limit is ${limit}`,
    { details: { size, limit, unit } },
  );
}
