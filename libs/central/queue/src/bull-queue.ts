import { setTimeout as wait } from 'node:timers/promises';
import { fullJitter } from '@plimsoll/runtime';
import type { Logger } from '@plimsoll/runtime';
import type { Job, JobsOptions } from 'bullmq';
import type { Backend, Consumer, Producer } from './backend.js';
import { queueErrors } from './errors.js';
import { jobFailure, queueFailure, retryOrDiscard } from './failure.js';
import { combineHandlers } from './handlers.js';
import { Interruptions } from './interruptions.js';
import type { JobHandlers } from './handlers.js';
import { JOBS, deduplicationKey, isJobName } from './jobs.js';
import type { JobName, JobPayloads } from './jobs.js';
import type { Queue, WorkOptions } from './queue.js';

const BACKOFF = { minMs: 1_000, maxMs: 300_000 };
const ABORT_MS = 1_000;
/** What a worker whose jobs have ended may still have to say to the database; longer only when that is away. */
const LEAVE_MS = 2_000;
/** Between two tries of a worker whose database is away; a stop waits for the running one. */
const AWAY_MS = 1_000;
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
  private readonly interruptions: Interruptions;

  constructor(
    private readonly backend: Backend,
    private readonly producer: Producer,
    private readonly logger: Logger,
  ) {
    this.interruptions = new Interruptions(logger);
  }

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
        runRetryDelay: AWAY_MS,
        settings: { backoffStrategy: (attempt) => fullJitter(attempt - 1, BACKOFF, Math.random) },
      },
      (error) => this.interrupted(error),
    );
    await this.tell(async () => this.consumer?.ready());
  }

  async close(options: { readonly graceMs?: number } = {}): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.interruptions.close();
    const force = this.consumer !== undefined && !(await this.drain(this.consumer, options.graceMs ?? 8_000));
    await this.leave(Promise.all([this.consumer?.close(force), this.producer.close()]));
  }

  /** Whether every job that ran has ended. */
  private async drain(consumer: Consumer, graceMs: number): Promise<boolean> {
    await consumer.pause();
    const idle = (): Promise<unknown> => Promise.allSettled(this.running);
    if (await within(graceMs, idle())) return true;
    this.stopping.abort();
    return within(ABORT_MS, idle());
  }

  /** A database that does not answer must not hold up the stop; jobs that it was not told of run again when their locks end. */
  private async leave(closing: Promise<unknown>): Promise<void> {
    if (!(await within(LEAVE_MS, closing)))
      this.logger.warn(
        { waitedMs: LEAVE_MS },
        'the database of the queue did not answer, it is left as it is',
      );
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
    if (!this.closed) this.interruptions.add(queueFailure(error, 'the queue').code);
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
