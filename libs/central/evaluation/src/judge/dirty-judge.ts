import type { Clock } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';
import { commitLater, lockCluster, probeOnly } from '../evaluated-cluster.js';
import type { ClusterAddress } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { BATCH } from './dirty-batch.repository.js';
import type { DirtySubject } from './dirty-batch.repository.js';
import { readAndJudge } from './judged-batch.js';
import type { JudgedBatch } from './judged-batch.js';
import { writeBatch } from './write-batch.js';
import type { Written } from './write-batch.js';

export interface JudgedCluster {
  readonly outcome: 'done' | 'behind' | 'interrupted';
  readonly judged: number;
  /** The weaker cause, catalogue, only when all were judged for it; undefined when none was. */
  readonly cause: DirtySubject['cause'] | undefined;
}

/**
 * Step two (DESIGN section 7): judges at most 2,000 dirty subjects a transaction. While one batch is written, the next
 * is read and judged on another connection, without the lock; one that proves outdated is judged again under it.
 */
export class DirtyJudge {
  private judged = 0;
  private cause: JudgedCluster['cause'];

  constructor(
    private readonly store: Store,
    private readonly cluster: ClusterAddress,
    private readonly catalog: EvaluationCatalog,
    private readonly clock: Clock,
  ) {}

  async run(signal: AbortSignal | undefined): Promise<JudgedCluster> {
    let batch: JudgedBatch | undefined = await this.readAhead('');
    while (batch !== undefined) {
      if (signal?.aborted) return this.result('interrupted');
      const [written, next]: [Written, JudgedBatch | undefined] = await Promise.all([
        this.write(batch),
        this.readAfter(batch),
      ]);
      if (written === 'written') this.count(batch);
      const following: JudgedBatch | 'behind' | undefined =
        written === 'outdated' ? await this.judgeUnderLock() : next;
      if (written === 'behind' || following === 'behind') return this.result('behind');
      batch = following;
    }
    return this.result('done');
  }

  private readonly readAfter = async ({ subjects }: JudgedBatch): Promise<JudgedBatch | undefined> => {
    const last = subjects.at(-1);
    return last === undefined || subjects.length < BATCH ? undefined : this.readAhead(last.key);
  };

  private readonly readAhead = (after: string): Promise<JudgedBatch> =>
    this.store.transaction(this.cluster.organizationId, async (tx) => {
      await probeOnly(tx);
      return readAndJudge(tx, this.cluster.clusterId, this.catalog, after);
    });

  private readonly write = (batch: JudgedBatch): Promise<Written> =>
    this.store.transaction(this.cluster.organizationId, async (tx) => {
      await commitLater(tx);
      return writeBatch(tx, this.cluster, this.catalog, batch, this.clock.now());
    });

  /** From the first that is dirty, where nobody can come between. @returns the batch after it */
  private async judgeUnderLock(): Promise<JudgedBatch | 'behind' | undefined> {
    const { organizationId, clusterId } = this.cluster;
    const batch = await this.store.transaction(organizationId, async (tx) => {
      await lockCluster(tx, clusterId);
      const judged = await readAndJudge(tx, clusterId, this.catalog, '');
      const written = await writeBatch(tx, this.cluster, this.catalog, judged, this.clock.now());
      return written === 'written' ? judged : 'behind'; // outdated it cannot be
    });
    if (batch === 'behind') return batch;
    this.count(batch);
    return this.readAfter(batch);
  }

  private count({ subjects }: JudgedBatch): void {
    this.judged += subjects.length;
    for (const { cause } of subjects) if (this.cause !== 'facts') this.cause = cause;
  }

  private result(outcome: JudgedCluster['outcome']): JudgedCluster {
    return { outcome, judged: this.judged, cause: this.cause };
  }
}
