import { CATALOG_ORDINAL, CATALOG_VERSION, CONTROLS, controlDigest, PLACES } from '@plimsoll/controls';
import { DERIVATIONS } from '@plimsoll/engine';
import { FRAMEWORKS } from '@plimsoll/frameworks';

/** The catalogue that this build judges with. */
export const CATALOG = {
  controls: CONTROLS,
  frameworks: FRAMEWORKS,
  derivations: DERIVATIONS,
  places: PLACES,
  ordinal: CATALOG_ORDINAL,
  version: CATALOG_VERSION,
} as const;

export const controlDigests = (): Readonly<Record<string, string>> =>
  Object.fromEntries(CONTROLS.map((control) => [control.id, controlDigest(control)]));
