import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { EpochBatchSchema, EpochEndsSchema } from './generated/plimsoll/link/v1/link_pb.js';
import type { EpochBatch, EpochEnd } from './generated/plimsoll/link/v1/link_pb.js';
import { LINK_LIMITS } from './limits.js';
import { packMessage, unpackMessage, type MostEntries } from './zstd-message.js';

const EPOCHS: MostEntries = { most: LINK_LIMITS.batchEpochs, unit: 'epochs' };

/**
 * One zstd frame of the ends of epochs, in their order; the names of their units repeat themselves and cost little.
 * @throws LINK_BATCH_TOO_LARGE above 4 MiB uncompressed or 1,000 epochs: the caller splits
 */
export function packEpochs(epochs: readonly EpochEnd[]): EpochBatch {
  const bytes = toBinary(EpochEndsSchema, create(EpochEndsSchema, { epochs: [...epochs] }));
  return create(EpochBatchSchema, packMessage(bytes, epochs.length, EPOCHS));
}

/** @throws LINK_BATCH_TOO_LARGE when declared or contained too much, LINK_BATCH_MALFORMED when it is not what it says */
export function unpackEpochs(batch: EpochBatch): readonly EpochEnd[] {
  return unpackMessage(batch, (bytes) => fromBinary(EpochEndsSchema, bytes).epochs, EPOCHS);
}
