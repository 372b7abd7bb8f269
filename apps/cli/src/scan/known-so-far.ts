import { DERIVATIONS, derivedLookup } from '@plimsoll/engine';
import type { DerivedFacts, DerivedLookup } from '@plimsoll/engine';

/** What manifests give comes from these sources, so what is derived from others is known before they are read. */
export const DERIVED_FROM_NO_FILE = DERIVATIONS.filter(
  ({ sources }) => !sources.some((source) => source.startsWith('kube/')),
);

/** The derived facts that are known while files are read; it notices when a control asks for one of the others. */
export class KnownSoFar {
  wasAskedForMore = false;
  readonly lookup: DerivedLookup;

  constructor(known: DerivedFacts) {
    const look = derivedLookup(DERIVED_FROM_NO_FILE, known);
    this.lookup = (id, subject) => {
      if (!known.has(id)) this.wasAskedForMore = true;
      return look(id, subject);
    };
  }
}
