export { ingestErrors, rejectionRows } from './errors.js';
export type { RejectionCode } from './errors.js';
export { createStreamHandler } from './stream/stream-handler.js';
export type { StreamHandlerOptions } from './stream/stream-handler.js';
export type { FullSyncLimits } from './stream/full-sync-schedule.js';
export { COMMANDS_CHANNEL, STREAMS_CHANNEL } from './stream/live-streams.js';
export { POSTURE_CHANNEL } from './stream/frames-transaction.js';
