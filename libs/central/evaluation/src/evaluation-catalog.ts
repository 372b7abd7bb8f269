import { createJudge } from '@plimsoll/engine';
import type { Judge } from '@plimsoll/engine';
import { postureCatalog } from '@plimsoll/posture';
import type { CatalogParts, PostureCatalog } from '@plimsoll/posture';
import { evaluationErrors } from './errors.js';

/** The catalogue as the composition root gives it. */
export interface EvaluationCatalogParts extends CatalogParts {
  /** The committed number that goes up when the digest of any control, or a mapping of a framework, changes. */
  readonly ordinal: number;
  /** Control id -> its digest in hexadecimal. */
  readonly digests: Readonly<Record<string, string>>;
}

export interface EvaluationCatalog extends EvaluationCatalogParts, PostureCatalog {
  /** Gives verdicts by place. */
  readonly judge: Judge;
}

/** Throws EVALUATION_CATALOG_INCOMPLETE when a control has no place or no digest. */
export function evaluationCatalog(parts: EvaluationCatalogParts): EvaluationCatalog {
  for (const { id } of parts.controls) {
    if (parts.places[id] === undefined || parts.digests[id] === undefined) {
      throw evaluationErrors.error(
        'EVALUATION_CATALOG_INCOMPLETE',
        `the control ${id} has no place or no digest`,
      );
    }
  }
  const byPlace = parts.controls.toSorted(
    (left, right) => (parts.places[left.id] ?? 0) - (parts.places[right.id] ?? 0),
  );
  return { ...parts, ...postureCatalog(parts), judge: createJudge(byPlace) };
}
