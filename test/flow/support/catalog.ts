import { CATALOG_ORDINAL, CONTROLS, PLACES, controlDigest } from '@plimsoll/controls';
import { DERIVATIONS } from '@plimsoll/engine';
import type { EvaluationCatalogParts } from '@plimsoll/evaluation';
import { FRAMEWORKS } from '@plimsoll/frameworks';
import { postureCatalog } from '@plimsoll/posture';

/** The catalogue that the server serves. */
export const CATALOG: EvaluationCatalogParts = {
  controls: CONTROLS,
  frameworks: FRAMEWORKS,
  derivations: DERIVATIONS,
  places: PLACES,
  ordinal: CATALOG_ORDINAL,
  digests: Object.fromEntries(CONTROLS.map((control) => [control.id, controlDigest(control)])),
};

export const POSTURE = postureCatalog(CATALOG);
