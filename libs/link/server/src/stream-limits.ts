import { LINK_LIMITS } from '@plimsoll/link-contract';
import type { InboxLimits } from './frame-inbox.js';
import type { OutboxLimits } from './frame-outbox.js';

/** Limits of one stream; milliseconds and bytes. */
export interface StreamLimits {
  readonly helloMs: number;
  readonly heartbeatMs: number;
  readonly inbox: InboxLimits;
  readonly outbox: OutboxLimits;
}

export const STREAM_LIMITS: StreamLimits = {
  helloMs: LINK_LIMITS.helloMs,
  heartbeatMs: LINK_LIMITS.heartbeatMs,
  inbox: { bytes: LINK_LIMITS.messageBytes, frames: 256 },
  outbox: { frames: 1_024, stallMs: 60_000 },
};
