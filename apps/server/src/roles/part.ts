import type { Queue } from '@plimsoll/queue';
import type { Clock, Logger, Metrics } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';
import type { ServerConfiguration } from '../configuration.js';
import type { ReadyCheck } from '../http/readiness.js';

/** What every role has. */
export interface Common {
  readonly configuration: ServerConfiguration;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** One part of a process: a role is one or several of them. */
export interface Part {
  readonly checks: readonly ReadyCheck[];
  /** Before metrics are rendered. */
  readonly scrape?: () => Promise<void>;
  /** Takes nothing new and ends what it has in hand. */
  readonly drain: () => Promise<void>;
  /** After every part was drained. */
  readonly close: () => Promise<void>;
}
