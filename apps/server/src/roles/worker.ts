import { createEvaluation, type EvaluationOptions } from '@plimsoll/evaluation';
import { deleteClusterData } from '@plimsoll/identity';
import { availableParallelism } from 'node:os';
import { CATALOG, controlDigests } from '../catalog.js';
import type { ServerConfiguration } from '../configuration.js';
import { serverErrors } from '../errors.js';
import type { Common, Part } from './part.js';
import { PostureMetrics } from './posture-metrics.js';

/** Evaluation, the sweep and the deletion of clusters. @throws EVALUATION_CATALOG_INCOMPLETE, QUEUE_HANDLER_MISSING */
export async function startWorker(common: Common): Promise<Part> {
  const { configuration, store, queue, clock, logger, metrics } = common;
  const catalog = { ...CATALOG, digests: controlDigests() };
  const threads = threadsOf(configuration);
  const evaluation = createEvaluation({ store, queue, catalog, clock, logger, metrics, threads });
  await queue.work(
    [
      evaluation.handlers,
      { 'delete-cluster': (cluster, { signal }) => deleteClusterData({ store }, cluster, { signal }) },
    ],
    { concurrency: configuration.concurrency },
  );
  await queue.repeat('sweep', configuration.sweepSeconds);
  const check = async (): Promise<void> => {
    const readiness = evaluation.readiness();
    if (!readiness.ready) throw serverErrors.error('SERVER_CATALOGUE_BEHIND', readiness.reason);
  };
  const figures = new PostureMetrics({ store, metrics, clock, logger });
  // The queue drains its jobs when it is closed.
  return {
    checks: [{ name: 'catalogue', check }],
    scrape: () => figures.refresh(),
    drain: nothing,
    close: () => evaluation.close(),
  };
}

function threadsOf({ judgeThreads, databaseUrl }: ServerConfiguration): EvaluationOptions['threads'] {
  const count = Math.min(judgeThreads, availableParallelism());
  if (count === 0) return undefined;
  return { module: new URL('./judge-thread.js', import.meta.url), databaseUrl, count };
}

const nothing = (): Promise<void> => Promise.resolve();
