import type { Control } from '@plimsoll/engine';
import { controlsErrors } from '../errors.js';
import digests from './digests.json' with { type: 'json' };
import ordinals from './ordinals.json' with { type: 'json' };
import places from './places.json' with { type: 'json' };

const DIGESTS: Readonly<Record<string, string>> = digests;

/**
 * A control's place in the vectors of verdicts: a committed number, contiguous from 0. Places are stored with every
 * subject, so a control that is gone keeps its row here and its number is never given again.
 */
export const PLACES: Readonly<Record<string, number>> = places;

/**
 * Goes up by one whenever the digest of any control changes, or what a framework maps to controls. A worker that finds a
 * higher one in the store leaves the work to newer ones.
 */
export const CATALOG_ORDINAL: number = ordinals.at(-1)?.ordinal ?? 0;

/** What people read: the version of Plimsoll's catalogue, its last number the ordinal. */
export const CATALOG_VERSION = `0.1.${CATALOG_ORDINAL}`;

/**
 * SHA-256 in hexadecimal over the source that decides the control's verdicts, made when it was committed: two builds of
 * the same source agree, and another wording of a reason counts as a change. Rows of a table share one.
 * @throws CONTROL_DIGEST_MISSING for a control that is not of this catalogue.
 */
export function controlDigest({ id }: Pick<Control, 'id'>): string {
  const digest = DIGESTS[id] ?? DIGESTS[id.slice(0, id.indexOf('/'))];
  if (digest !== undefined) return digest;
  throw controlsErrors.error('CONTROL_DIGEST_MISSING', `no digest of the control ${id} is known`, {
    details: { control: id },
  });
}
