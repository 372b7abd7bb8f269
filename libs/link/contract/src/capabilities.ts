/** In `Welcome.capabilities`: the centre reads `EpochBatch`. Without it each epoch ends by a frame of its own. */
export const EPOCH_BATCH = 'epoch-batch';
