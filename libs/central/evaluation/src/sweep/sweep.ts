import { isPlimsollError } from '@plimsoll/errors';
import type { Queue } from '@plimsoll/queue';
import { describeError } from '@plimsoll/runtime';
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
const MINUTE_MS = 60_000;

/**
 * Finds what the queue lost: clusters that are behind, deletions that wait. Then thins some history. A cluster that
 * fails is told of and left to the next sweep; it stops no other.
 */
export class Sweep {
  /** Where thinning goes on; lost with the process, which costs nothing but order. */
  private thinned = '';
  /** Clusters of which nothing was left to thin, and in which minute: it is done by whole minutes, under the cluster's lock. */
  private readonly done = new Map<string, number>();

  constructor(private readonly options: SweepOptions) {}

  /** @throws what the queue said when it is away, after history was thinned: the job is tried again */
  async run(signal: AbortSignal): Promise<void> {
    const { store, ordinal, clock } = this.options;
    const clusters = await store.withoutOrganization((tx) =>
      sweptClusters(tx, ordinal, clock.now() + AHEAD_MS),
    );
    const failure = await this.enqueue(clusters);
    await this.thin(
      clusters.filter(({ state }) => state === 'active'),
      signal,
    );
    if (failure !== undefined) throw failure;
  }

  /** @returns the first failure; a queue that is away is not asked again */
  private async enqueue(clusters: readonly SweptCluster[]): Promise<unknown> {
    const { queue, logger } = this.options;
    let failure: unknown;
    let enqueued = 0;
    for (const cluster of clusters) {
      const { organizationId, clusterId, state, behind } = cluster;
      if (state === 'active' && !behind) continue;
      try {
        await queue.enqueue(state === 'deleting' ? 'delete-cluster' : 'evaluate', {
          organizationId,
          clusterId,
        });
        enqueued += 1;
      } catch (error) {
        this.tell(cluster, error, 'the sweep could not enqueue a cluster');
        failure ??= error;
        if (isAway(error)) break;
      }
    }
    if (enqueued > 0) logger.debug({ clusters: clusters.length, enqueued }, 'the sweep enqueued clusters');
    return failure;
  }

  private async thin(clusters: readonly SweptCluster[], signal: AbortSignal): Promise<void> {
    const { store, clock } = this.options;
    const started = clock.now();
    const next = clusters.findIndex((cluster) => keyOf(cluster) > this.thinned);
    const minute = Math.floor(started / MINUTE_MS);
    const turn = next < 0 ? clusters : [...clusters.slice(next), ...clusters.slice(0, next)];
    for (const [key, when] of this.done) if (when !== minute) this.done.delete(key);
    for (const cluster of turn.filter((one) => !this.done.has(keyOf(one)))) {
      if (signal.aborted || clock.now() - started >= THINNING_MS) return;
      const { organizationId, clusterId } = cluster;
      this.thinned = keyOf(cluster); // also when it fails: the next sweep begins with another
      try {
        const removed = await store.transaction(organizationId, (tx) =>
          thinCluster(tx, clusterId, clock.now()),
        );
        if (removed === 0) this.done.set(keyOf(cluster), minute);
      } catch (error) {
        this.tell(cluster, error, 'the history of a cluster could not be thinned; a later sweep tries again');
        if (isAway(error)) return;
      }
    }
  }

  private tell({ clusterId }: SweptCluster, error: unknown, text: string): void {
    this.options.logger.warn({ clusterId, ...describeError(error) }, text);
  }
}

const keyOf = ({ organizationId, clusterId }: SweptCluster): string => `${organizationId} ${clusterId}`;

const isAway = (error: unknown): boolean => isPlimsollError(error) && error.kind === 'unavailable';
