import type { JobHandlers } from './handlers.js';
import type { JobName, JobPayloads } from './jobs.js';

export interface WorkOptions {
  /** Jobs that this process runs at a time. */
  readonly concurrency: number;
  /** After how long the job of a killed worker counts as left, in ms. Default 10,000. */
  readonly lockMs?: number;
}

/** Jobs, at least once each. A hint: what the queue loses, the sweep finds again in the store (DESIGN section 2). */
export interface Queue {
  /** While an equal job waits this does nothing; while it runs, one more is run after it. */
  readonly enqueue: <Name extends JobName>(
    job: Name,
    payload: JobPayloads[Name],
    options?: { readonly deduplicationId?: string },
  ) => Promise<void>;
  /** Runs the job every so many seconds in one of all processes. Called again it changes the interval. */
  readonly repeat: (job: 'sweep', everySeconds: number) => Promise<void>;
  /** Starts to work, once. @throws QUEUE_HANDLER_MISSING, QUEUE_HANDLER_TWICE, QUEUE_HANDLER_UNKNOWN */
  readonly work: (
    handlers: Partial<JobHandlers> | readonly Partial<JobHandlers>[],
    options: WorkOptions,
  ) => Promise<void>;
  /** Takes no more jobs, waits for the running ones up to `graceMs` (default 8,000), then aborts their signals. */
  readonly close: (options?: { readonly graceMs?: number }) => Promise<void>;
}
