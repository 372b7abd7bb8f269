import { CATALOG_ORDINAL, CONTROLS, PLACES, controlDigest } from '@plimsoll/controls';
import { DERIVATIONS } from '@plimsoll/engine';
import { createEvaluation, type Evaluation, type EvaluationOptions } from '@plimsoll/evaluation';
import { FRAMEWORKS } from '@plimsoll/frameworks';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { availableParallelism } from 'node:os';
import type { BenchCentre } from './bench-centre.js';

/** The real catalogue. */
export const CATALOG_PARTS: EvaluationOptions['catalog'] = {
  controls: CONTROLS,
  frameworks: FRAMEWORKS,
  derivations: DERIVATIONS,
  places: PLACES,
  ordinal: CATALOG_ORDINAL,
  digests: Object.fromEntries(CONTROLS.map((control) => [control.id, controlDigest(control)])),
};

/** As many as a worker of the centre has by default. */
const THREADS = availableParallelism();

/** Evaluation with the real catalogue and a worker's threads, by hand instead of by the queue. To be closed. */
export function evaluationOf({ store, appUrl }: Pick<BenchCentre, 'store' | 'appUrl'>): Evaluation {
  return createEvaluation({
    store,
    queue: { enqueue: () => Promise.resolve() },
    catalog: CATALOG_PARTS,
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics(),
    threads: {
      module: new URL('./judge-thread.js', import.meta.url),
      databaseUrl: appUrl,
      count: THREADS,
    },
  });
}
