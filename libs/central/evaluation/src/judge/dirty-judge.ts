import type { Clock } from '@plimsoll/runtime';
import type { Store, Transaction } from '@plimsoll/store';
import { commitLater, lockCluster, probeOnly } from '../evaluated-cluster.js';
import type { ClusterAddress } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { BATCH, dirtyRanges } from './dirty-batch.repository.js';
import type { SubjectRange } from './dirty-batch.repository.js';
import { readAndJudge, restOf } from './judged-batch.js';
import type { JudgedBatch } from './judged-batch.js';
import { writeBatch } from './write-batch.js';
import type { Written } from './write-batch.js';

export interface JudgedCluster {
  readonly outcome: 'done' | 'behind' | 'interrupted';
  readonly judged: number;
  /** The weaker cause, catalogue, only when all were judged for it; undefined when none was. */
  readonly cause: JudgedBatch['cause'];
}

/** Others that read and judge beside this thread, on connections of their own. */
export interface JudgesBeside {
  readonly count: number;
  /** undefined: they could not. */
  readonly judge: (cluster: ClusterAddress, range: SubjectRange) => Promise<JudgedBatch | undefined>;
}

export interface DirtyJudgeOptions {
  readonly store: Store;
  readonly catalog: EvaluationCatalog;
  readonly clock: Clock;
  /** Without them all is judged in this thread. */
  readonly threads?: JudgesBeside | undefined;
  /** What the plan covered of a cluster of which nothing had been covered before. */
  readonly firstGeneration?: number | undefined;
}

interface Ahead {
  readonly range: SubjectRange;
  readonly batch: Promise<JudgedBatch>;
}

/** As far as the batch reaches into its range: what comes after it is judged by itself. */
function reachOf({ after, upTo }: SubjectRange, { keys }: JudgedBatch): SubjectRange {
  const last = keys.length < BATCH ? upTo : keys.at(-1);
  return last === undefined ? { after } : { after, upTo: last };
}

/** With fewer batches, a thread has read what this one would have read meanwhile. */
const WORTH_THREADS = 3;

/**
 * Step two (DESIGN section 7): judges at most 2,000 dirty subjects a transaction. While one batch is written, the next
 * ones are read and judged on other connections, without the lock, in threads where there are many; one that proves
 * outdated is judged again under the lock. Batches are written in the order of their keys.
 */
export class DirtyJudge {
  private judged = 0;
  private cause: JudgedCluster['cause'];
  private waiting: SubjectRange[] = [];
  private ahead: Ahead[] = [];
  private threads: JudgesBeside | undefined;

  constructor(
    private readonly cluster: ClusterAddress,
    private readonly options: DirtyJudgeOptions,
  ) {}

  async run(signal: AbortSignal | undefined): Promise<JudgedCluster> {
    const { organizationId, clusterId } = this.cluster;
    const { store, threads } = this.options;
    this.waiting = [
      ...(await store.transaction(organizationId, async (tx) => {
        await probeOnly(tx);
        return dirtyRanges(tx, clusterId);
      })),
    ];
    this.threads = this.waiting.length < WORTH_THREADS ? undefined : threads;
    try {
      return await this.batches(signal);
    } finally {
      await Promise.allSettled(this.ahead.map(({ batch }) => batch));
    }
  }

  private async batches(signal: AbortSignal | undefined): Promise<JudgedCluster> {
    for (let next = this.next(); next !== undefined; next = this.next()) {
      if (signal?.aborted) return this.result('interrupted');
      const { range } = next;
      const batch = await next.batch;
      this.goOn(range, batch);
      let written = await this.write(batch);
      if (written === 'written') this.count(batch);
      if (written === 'outdated') written = await this.judgeUnderLock(reachOf(range, batch));
      if (written === 'behind') return this.result('behind');
    }
    return this.result('done');
  }

  /** The batch to be written next; those after it are being judged from here on. */
  private next(): Ahead | undefined {
    this.lookAhead();
    return this.ahead.shift();
  }

  /** While a batch is written, those after it are judged. */
  private goOn(range: SubjectRange, batch: JudgedBatch): void {
    const rest = restOf(range, batch);
    if (rest !== undefined) this.waiting.unshift(rest);
    this.lookAhead();
  }

  private lookAhead(): void {
    const most = this.threads === undefined ? 1 : this.threads.count + 1;
    while (this.ahead.length < most) {
      const range = this.waiting.shift();
      if (range === undefined) return;
      const batch = this.judge(range);
      // It is awaited when its turn comes; a failure of an earlier one must not make it an unhandled rejection.
      batch.catch(() => undefined);
      this.ahead.push({ range, batch });
    }
  }

  private async judge(range: SubjectRange): Promise<JudgedBatch> {
    return (await this.threads?.judge(this.cluster, range)) ?? this.judgeHere(range);
  }

  private judgeHere(range: SubjectRange): Promise<JudgedBatch> {
    const { store, catalog } = this.options;
    return store.transaction(this.cluster.organizationId, async (tx) => {
      await probeOnly(tx);
      return readAndJudge(tx, this.cluster, catalog, range);
    });
  }

  private write(batch: JudgedBatch): Promise<Written> {
    const { store } = this.options;
    return store.transaction(this.cluster.organizationId, async (tx) => {
      await commitLater(tx);
      return this.writeIn(tx, batch);
    });
  }

  private writeIn(tx: Transaction, batch: JudgedBatch): Promise<Written> {
    const { catalog, clock, firstGeneration } = this.options;
    return writeBatch(tx, this.cluster, { catalog, batch, firstGeneration, instant: clock.now() });
  }

  /** Where nobody can come between. What it leaves of the range waits. */
  private async judgeUnderLock(range: SubjectRange): Promise<Written> {
    const { store, catalog } = this.options;
    const { organizationId, clusterId } = this.cluster;
    const { batch, written } = await store.transaction(organizationId, async (tx) => {
      await lockCluster(tx, clusterId);
      const batch = await readAndJudge(tx, this.cluster, catalog, range);
      return { batch, written: await this.writeIn(tx, batch) };
    });
    this.count(batch);
    const rest = restOf(range, batch);
    if (rest !== undefined) this.waiting.unshift(rest);
    return written; // outdated it cannot be
  }

  private count({ keys, cause }: JudgedBatch): void {
    this.judged += keys.length;
    if (cause !== undefined && this.cause !== 'facts') this.cause = cause;
  }

  private result(outcome: JudgedCluster['outcome']): JudgedCluster {
    return { outcome, judged: this.judged, cause: this.cause };
  }
}
