import type { Queue } from '@plimsoll/queue';
import type { Clock, Logger } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';
import { thinCluster } from '../thinning/thin-cluster.js';
import { sweptClusters } from './directory.repository.js';
import type { SweptCluster } from './directory.repository.js';

export interface SweepOptions {
  readonly store: Store;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly ordinal: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What goes stale before the next sweep is looked at now, since most of it was confirmed meanwhile. */
const AHEAD_MS = 30_000;
/** Thinning of one sweep ends after so long; the next goes on behind it. */
const THINNING_MS = 1_000;

/** Finds what the queue lost: clusters that are behind, deletions that wait. Then thins some history. */
export class Sweep {
  /** Where thinning goes on; lost with the process, which costs nothing but order. */
  private thinned = '';

  constructor(private readonly options: SweepOptions) {}

  async run(signal: AbortSignal): Promise<void> {
    const { store, queue, ordinal, clock, logger } = this.options;
    const clusters = await store.withoutOrganization((tx) =>
      sweptClusters(tx, ordinal, clock.now() + AHEAD_MS),
    );
    let enqueued = 0;
    for (const { organizationId, clusterId, state, behind } of clusters) {
      if (state === 'active' && !behind) continue;
      await queue.enqueue(state === 'deleting' ? 'delete-cluster' : 'evaluate', {
        organizationId,
        clusterId,
      });
      enqueued += 1;
    }
    if (enqueued > 0) logger.debug({ clusters: clusters.length, enqueued }, 'the sweep enqueued clusters');
    await this.thin(
      clusters.filter(({ state }) => state === 'active'),
      signal,
    );
  }

  private async thin(clusters: readonly SweptCluster[], signal: AbortSignal): Promise<void> {
    const { store, clock } = this.options;
    const started = clock.now();
    const next = clusters.findIndex((cluster) => keyOf(cluster) > this.thinned);
    const turn = next < 0 ? clusters : [...clusters.slice(next), ...clusters.slice(0, next)];
    for (const cluster of turn) {
      if (signal.aborted || clock.now() - started >= THINNING_MS) return;
      const { organizationId, clusterId } = cluster;
      await store.transaction(organizationId, (tx) => thinCluster(tx, clusterId, clock.now()));
      this.thinned = keyOf(cluster);
    }
  }
}

const keyOf = ({ organizationId, clusterId }: SweptCluster): string => `${organizationId} ${clusterId}`;
