import { hash } from 'node:crypto';
import { LINK_LIMITS } from '@plimsoll/link-contract';
import { SOURCE_IDS, sourceDefinition } from '@plimsoll/model';
import { rejectionRows } from '../errors.js';

/** Goes up when `validateChange` takes what it rejected before, in a way that the parts below do not tell. */
const RULES = 1;

/** The version of this centre as far as it decides which facts are rejected: two builds with the same rules agree. */
export const INTAKE = hash(
  'sha256',
  JSON.stringify([
    RULES,
    LINK_LIMITS.bodyBytes,
    Object.keys(rejectionRows).sort(),
    SOURCE_IDS.toSorted().map((id) => [id, sourceDefinition(id).shape, sourceDefinition(id).partitioned]),
  ]),
).slice(0, 16);
