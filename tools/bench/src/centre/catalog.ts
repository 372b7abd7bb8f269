import { CATALOG_ORDINAL, CONTROLS, PLACES, controlDigest } from '@plimsoll/controls';
import { DERIVATIONS } from '@plimsoll/engine';
import { createEvaluation, type Evaluation } from '@plimsoll/evaluation';
import { FRAMEWORKS } from '@plimsoll/frameworks';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import type { Store } from '@plimsoll/store';

/** Evaluation with the real catalogue, by hand instead of by the queue. */
export function evaluationOf(store: Store): Evaluation {
  return createEvaluation({
    store,
    queue: { enqueue: () => Promise.resolve() },
    catalog: {
      controls: CONTROLS,
      frameworks: FRAMEWORKS,
      derivations: DERIVATIONS,
      places: PLACES,
      ordinal: CATALOG_ORDINAL,
      digests: Object.fromEntries(CONTROLS.map((control) => [control.id, controlDigest(control)])),
    },
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics(),
  });
}
