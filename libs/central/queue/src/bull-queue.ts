import { setTimeout as wait } from 'node:timers/promises';
import { fullJitter } from '@plimsoll/runtime';
import type { Logger } from '@plimsoll/runtime';
import type { Job, JobsOptions } from 'bullmq';
import type { Backend, Consumer, Producer } from './backend.js';
import { queueErrors } from './errors.js';
import { jobFailure, queueFailure, retryOrDiscard } from './failure.js';
import { combineHandlers } from './handlers.js';
import type { JobHandlers } from './handlers.js';
import { JOBS, deduplicationKey, isJobName } from './jobs.js';
import type { JobName, JobPayloads } from './jobs.js';
import type { Queue, WorkOptions } from './queue.js';

const BACKOFF = { minMs: 1_000, maxMs: 300_000 };
const ABORT_MS = 1_000;
/** Renewed at half of it; a cluster whose worker was killed waits at most one and a half of it for the next one. */
const LOCK_MS = 10_000;

const jobOptions = (job: JobName): JobsOptions => ({
  priority: JOBS[job].priority,
  attempts: JOBS[job].attempts,
  backoff: { type: 'full-jitter' },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 86_400, count: 1_000 },
});

/** The queue on BullMQ, whichever database stands behind it. */
export class BullQueue implements Queue {
  private consumer: Consumer | undefined;
  private closed = false;
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly backend: Backend,
    private readonly producer: Producer,
    private readonly logger: Logger,
  ) {}

  async enqueue<Name extends JobName>(
    job: Name,
    payload: JobPayloads[Name],
    options: { readonly deduplicationId?: string } = {},
  ): Promise<void> {
    const id = options.deduplicationId ?? deduplicationKey(job, payload);
    await this.tell(() =>
      this.producer.add(job, payload, { ...jobOptions(job), deduplication: { id, keepLastIfActive: true } }),
    );
  }

  async repeat(job: 'sweep', everySeconds: number): Promise<void> {
    await this.tell(() => this.producer.repeat(job, everySeconds * 1_000, jobOptions(job)));
  }

  async work(
    handlers: Partial<JobHandlers> | readonly Partial<JobHandlers>[],
    options: WorkOptions,
  ): Promise<void> {
    if (this.consumer !== undefined)
      throw queueErrors.error('QUEUE_HANDLER_TWICE', 'this process works already');
    const table = combineHandlers(isList(handlers) ? handlers : [handlers]);
    const lockMs = options.lockMs ?? LOCK_MS;
    this.consumer = this.backend.consumer(
      (job) => this.run(table, job),
      {
        concurrency: options.concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        maxStalledCount: 20, // a killed worker is no fault of the job
        settings: { backoffStrategy: (attempt) => fullJitter(attempt - 1, BACKOFF, Math.random) },
      },
      (error) => this.interrupted(error),
    );
    await this.tell(async () => this.consumer?.ready());
  }

  async close(options: { readonly graceMs?: number } = {}): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    if (this.consumer !== undefined) await this.drain(this.consumer, options.graceMs ?? 8_000);
    await this.producer.close();
  }

  private async drain(consumer: Consumer, graceMs: number): Promise<void> {
    await consumer.pause();
    const idle = (): Promise<unknown> => Promise.allSettled(this.running);
    let drained = await within(graceMs, idle());
    if (!drained) {
      this.stopping.abort();
      drained = await within(ABORT_MS, idle());
    }
    await consumer.close(!drained);
  }

  private async tell(ask: () => Promise<unknown>): Promise<void> {
    if (this.closed) throw queueErrors.error('QUEUE_CLOSED', 'the queue is closed');
    try {
      await ask();
    } catch (error) {
      throw queueFailure(error, 'asking the queue');
    }
  }

  private async run(handlers: JobHandlers, job: Job): Promise<void> {
    const running = this.handle(handlers, job);
    this.running.add(running);
    try {
      await running;
    } catch (error) {
      this.report(job, error);
      throw this.stopping.signal.aborted ? new Error('stopped with its process') : jobFailure(error);
    } finally {
      this.running.delete(running);
    }
  }

  private async handle(handlers: JobHandlers, job: Job): Promise<void> {
    const name = job.name;
    if (!isJobName(name)) throw queueErrors.error('QUEUE_HANDLER_UNKNOWN', `no job is called ${name}`);
    await handlers[name](job.data, { signal: this.stopping.signal });
  }

  private report(job: Job, error: unknown): void {
    const outcome = this.stopping.signal.aborted ? 'retry' : retryOrDiscard(error);
    this.logger[outcome === 'retry' ? 'warn' : 'error'](
      {
        job: job.name,
        attempt: job.attemptsMade + 1,
        outcome,
        error: jobFailure(error).message,
        cause: error,
      },
      'a job failed',
    );
  }

  interrupted(error: Error): void {
    if (!this.closed)
      this.logger.warn({ code: queueFailure(error, 'the queue').code }, 'the queue was interrupted');
  }
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

/** Whether the promise settled within the time. */
async function within(ms: number, settled: Promise<unknown>): Promise<boolean> {
  const won = new AbortController();
  const overdue = wait(ms, false, { signal: won.signal }).catch(() => false); // aborted: the other side has won
  const result = await Promise.race([settled.then(() => true), overdue]);
  won.abort();
  return result;
}
