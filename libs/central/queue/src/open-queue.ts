import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@plimsoll/runtime';
import { backendOf } from './backend.js';
import type { Producer } from './backend.js';
import { BullQueue } from './bull-queue.js';
import { queueErrors } from './errors.js';
import { queueFailure } from './failure.js';
import type { Queue } from './queue.js';

export interface QueueOptions {
  /** Of Postgres (the app role's) or of Redis. */
  readonly url: string;
  readonly logger: Logger;
  /** How long a start waits for a database that does not answer yet, in ms. Default 30,000. */
  readonly startTimeoutMs?: number;
}

async function untilReady(producer: Producer, options: QueueOptions): Promise<void> {
  const stop = new AbortController();
  const overdue = wait(options.startTimeoutMs ?? 30_000, undefined, { signal: stop.signal }).then(() => {
    throw queueErrors.error('QUEUE_UNAVAILABLE', 'the queue did not answer in time');
  });
  overdue.catch(() => undefined); // rejects when it is aborted, after the race was won
  try {
    await Promise.race([producer.ready(), overdue]);
  } catch (error) {
    await producer.close().catch(() => undefined); // it never opened; the first error is the one to tell
    throw queueFailure(error, 'connecting to the queue');
  } finally {
    stop.abort();
  }
}

/** @throws QUEUE_URL_INVALID, QUEUE_UNAVAILABLE, QUEUE_SCHEMA_MISSING, QUEUE_SCHEMA_NEWER */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const backend = backendOf(options.url);
  const opened: { queue?: BullQueue } = {};
  const producer = backend.producer((error) => opened.queue?.interrupted(error));
  await untilReady(producer, options);
  opened.queue = new BullQueue(backend, producer, options.logger);
  return opened.queue;
}
