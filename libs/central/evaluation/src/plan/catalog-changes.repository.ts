import type { ClusterId } from '@plimsoll/model';
import type { Control } from '@plimsoll/engine';
import { timestamp } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import type { EvaluationCatalog } from '../evaluation-catalog.js';

const RECORD = /* sql */ `
insert into catalog_controls (ordinal, control, digest)
select $1, control, decode(digest, 'hex') from unnest($2::text[], $3::text[]) c(control, digest)
on conflict do nothing`;

/** Stored before the first subject is judged with it (DESIGN section 8). */
export async function recordCatalog(
  tx: Transaction,
  { ordinal, controls, digests }: EvaluationCatalog,
): Promise<void> {
  const ids = controls.map(({ id }) => id);
  await tx.query(RECORD, [ordinal, ids, ids.map((id) => digests[id] ?? '')]);
}

/** By the primary key of `catalog_controls`. */
const RECORDED = `select control, encode(digest, 'hex') as digest from catalog_controls where ordinal = $1`;

export interface CatalogChanges {
  /** Controls that are new or whose digest differs; all of them when the ordinal is not on record. */
  readonly changed: readonly Control[];
  /** A control of then is not in the catalogue any more, or nobody knows which there were. */
  readonly mayLack: boolean;
}

/** What differs from the catalogue at the ordinal. */
export async function catalogChanges(
  tx: Transaction,
  { controls, digests }: EvaluationCatalog,
  since: number,
): Promise<CatalogChanges> {
  const rows = await tx.query<{ control: string; digest: string }>(RECORDED, [since]);
  const before = new Map(rows.map((row) => [row.control, row.digest]));
  const changed = controls.filter(({ id }) => before.get(id) !== digests[id]);
  const lacking = rows.some(({ control }) => digests[control] === undefined);
  return { changed, mayLack: rows.length === 0 || lacking };
}

const CLOSE_FINDINGS = /* sql */ `
update findings set closed_at = greatest(opened_at, $3::timestamptz)
where organization_id = $1 and cluster_id = $2 and closed_at is null and control <> all($4::text[])`;
const CLOSE_TALLIES = /* sql */ `
update tallies set closed_at = greatest(opened_at, $3::timestamptz)
where organization_id = $1 and cluster_id = $2 and closed_at is null and control <> all($4::text[])`;

/** What is open of controls that the catalogue does not have any more. Their places in vectors mean nothing then. */
export async function closeRemovedControls(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: EvaluationCatalog,
  instant: Instant,
): Promise<void> {
  const ids = catalog.controls.map(({ id }) => id);
  for (const statement of [CLOSE_FINDINGS, CLOSE_TALLIES]) {
    await tx.query(statement, [tx.organizationId, clusterId, timestamp(instant), ids]);
  }
}
