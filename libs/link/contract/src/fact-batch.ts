import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FactBatchSchema, FactChangesSchema } from './generated/plimsoll/link/v1/link_pb.js';
import type { FactBatch, FactChange } from './generated/plimsoll/link/v1/link_pb.js';
import { LINK_LIMITS } from './limits.js';
import { packMessage, unpackMessage, type MostEntries } from './zstd-message.js';

const CHANGES: MostEntries = { most: LINK_LIMITS.batchChanges, unit: 'changes' };

/**
 * One zstd frame of the changes, in their order.
 * @throws LINK_BATCH_TOO_LARGE above 4 MiB uncompressed or 10,000 changes: the caller splits.
 */
export function packChanges(changes: readonly FactChange[]): FactBatch {
  const bytes = toBinary(FactChangesSchema, create(FactChangesSchema, { changes: [...changes] }));
  return create(FactBatchSchema, packMessage(bytes, changes.length, CHANGES));
}

/**
 * The changes of a batch. Never inflates more than the batch declares, nor more than `limit` bytes.
 * @throws LINK_BATCH_TOO_LARGE when declared or contained too much, LINK_BATCH_MALFORMED when it is not what it says.
 */
export function unpackChanges(batch: FactBatch, limit?: number): readonly FactChange[] {
  return unpackMessage(batch, (bytes) => fromBinary(FactChangesSchema, bytes).changes, CHANGES, limit);
}
