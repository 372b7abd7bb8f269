import type { Metrics } from '@plimsoll/runtime';

export type IngestMetrics = ReturnType<typeof ingestMetrics>;

export function ingestMetrics(metrics: Metrics) {
  return {
    facts: metrics.counter('plimsoll_ingest_facts_total', 'Facts received, by what became of them.', [
      'outcome',
    ]),
    commits: metrics.histogram(
      'plimsoll_ingest_commit_seconds',
      'From the frames of one call to their commit.',
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    ),
    opened: metrics.counter(
      'plimsoll_ingest_streams_opened_total',
      'Streams opened, by whether anything was to be compared.',
      ['sync'],
    ),
    retried: metrics.counter(
      'plimsoll_ingest_retries_total',
      'Commits that were repeated because of contention.',
    ),
  };
}
