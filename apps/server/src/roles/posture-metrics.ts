import { installationFigures, type InstallationFigures } from '@plimsoll/posture';
import { describeError, type Clock, type GaugeMetric, type Logger, type Metrics } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';

/** Two scrapers, or an eager one, cost one reading. */
const KEPT_MS = 15_000;
/** A scrape does not wait longer; it then shows what was read before. */
const WAIT_MS = 2_000;

export interface PostureMetricsOptions {
  readonly store: Pick<Store, 'transaction' | 'withoutOrganization'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Figures of the whole installation, read when they are scraped. Each worker shows the same: take the largest, not the sum. */
export class PostureMetrics {
  private readonly gauges: Readonly<Record<'clusters' | 'findings' | Single, GaugeMetric>>;
  private reading: Promise<void> | undefined;
  private readAt = -Infinity;

  constructor(private readonly options: PostureMetricsOptions) {
    this.gauges = gaugesOf(options.metrics);
  }

  /** Before a scrape; never fails, since the other metrics matter then most. */
  async refresh(): Promise<void> {
    if (this.options.clock.now() - this.readAt < KEPT_MS) return;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, WAIT_MS);
    await Promise.race([this.reading, late]);
    clearTimeout(timer);
  }

  private async read(): Promise<void> {
    const { store, clock, logger } = this.options;
    try {
      const figures = await installationFigures(store);
      this.readAt = clock.now();
      this.show(figures);
    } catch (error) {
      logger.warn(describeError(error), 'the figures of posture could not be read');
    }
  }

  private show(figures: InstallationFigures): void {
    const { gauges, readAt } = this;
    for (const [state, count] of Object.entries(figures.clusters)) gauges.clusters.set(count, { state });
    for (const [severity, count] of Object.entries(figures.openFindings))
      gauges.findings.set(count, { severity });
    gauges.connected.set(figures.connected);
    gauges.unscored.set(figures.unscored);
    gauges.quarantined.set(figures.quarantined);
    gauges.behind.set(figures.behind);
    const { oldestUncovered } = figures;
    gauges.oldest.set(oldestUncovered === null ? 0 : Math.max(0, readAt - oldestUncovered) / 1000);
    gauges.readAt.set(readAt / 1000);
  }
}

type Single = 'connected' | 'unscored' | 'quarantined' | 'behind' | 'oldest' | 'readAt';

const gaugesOf = (metrics: Metrics): Readonly<Record<'clusters' | 'findings' | Single, GaugeMetric>> => ({
  clusters: metrics.gauge('plimsoll_clusters', 'Clusters, by state', ['state']),
  findings: metrics.gauge('plimsoll_open_findings', 'Findings that are open, by severity', ['severity']),
  connected: metrics.gauge('plimsoll_clusters_connected', 'Active clusters whose agent has a stream open'),
  unscored: metrics.gauge(
    'plimsoll_clusters_without_score',
    'Active clusters without a score in any framework',
  ),
  quarantined: metrics.gauge(
    'plimsoll_clusters_quarantined',
    'Clusters whose agent is shut out since copies of its state are in use',
  ),
  behind: metrics.gauge('plimsoll_clusters_behind', 'Active clusters that wait for evaluation'),
  oldest: metrics.gauge(
    'plimsoll_oldest_unevaluated_seconds',
    'Age of the oldest fact that no evaluation has covered; 0 for none',
  ),
  readAt: metrics.gauge('plimsoll_posture_read_time_seconds', 'When the figures of posture were read'),
});
