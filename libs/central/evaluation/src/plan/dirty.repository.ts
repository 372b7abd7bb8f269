import type { ClusterId, SourceId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { Cause } from '../evaluated-cluster.js';

/** The mark is not one of this very transaction. */
const MARKED_BEFORE = 'dirty.xmin <> pg_current_xact_id()::xid';

/**
 * By the index `facts_by_generation`. A subject that waits for a catalogue's sake now waits for its facts'. The row of
 * one that waits already is written again, so that a judgement of it that has read older facts is not taken for this one.
 */
export const MARK_CHANGED = /* sql */ `
insert into dirty (organization_id, cluster_id, subject_key, cause)
select distinct $1::uuid, $2::uuid, subject_key, 'facts' from facts
where organization_id = $1 and cluster_id = $2 and generation > $3 and generation <= $4
on conflict (organization_id, cluster_id, subject_key) do update set cause = 'facts'
where dirty.cause <> 'facts' or ${MARKED_BEFORE}`;

/** As above, where nobody waits: no row has to be looked for, and rows in the order of the index cost less. */
export const MARK_FIRST = /* sql */ `
insert into dirty (organization_id, cluster_id, subject_key, cause)
select $1::uuid, $2::uuid, subject_key, 'facts' from (
  select distinct subject_key from facts
  where organization_id = $1 and cluster_id = $2 and generation > $3 and generation <= $4 order by subject_key
) changed`;

/** By the primary key of `dirty`. */
export const ANY_WAITS = `select 1 as waits from dirty where organization_id = $1 and cluster_id = $2 limit 1`;

/** Subjects with a fact that changed in these generations. Under the cluster's lock, which all who mark hold. */
export async function markChanged(
  tx: Transaction,
  clusterId: ClusterId,
  from: number,
  to: number,
): Promise<void> {
  const waiting = await tx.query(ANY_WAITS, [tx.organizationId, clusterId]);
  const statement = waiting.length === 0 ? MARK_FIRST : MARK_CHANGED;
  await tx.query(statement, [tx.organizationId, clusterId, from, to]);
}

/** Along the primary key of `facts`: asked only after a change of the catalogue or of a derived fact. */
export const SUBJECTS_OF_SOURCES = /* sql */ `
select distinct subject_key from facts
where organization_id = $1 and cluster_id = $2 and source = any($3::text[])`;

export async function subjectsOfSources(
  tx: Transaction,
  clusterId: ClusterId,
  sources: readonly SourceId[],
): Promise<readonly SubjectKey[]> {
  const parameters = [tx.organizationId, clusterId, sources];
  return (await tx.query<{ subject_key: SubjectKey }>(SUBJECTS_OF_SOURCES, parameters)).map(
    (row) => row.subject_key,
  );
}

const MARK = /* sql */ `
insert into dirty (organization_id, cluster_id, subject_key, cause)
select distinct $1::uuid, $2::uuid, key, $4 from unnest($3::text[]) keys(key)
on conflict (organization_id, cluster_id, subject_key) do update set cause = dirty.cause
where ${MARKED_BEFORE}`;

/** Leaves the cause of those that wait already; their rows are written again, as above. */
export async function markSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
  cause: Exclude<Cause, 'time'>,
): Promise<void> {
  if (keys.length > 0) await tx.query(MARK, [tx.organizationId, clusterId, keys, cause]);
}

/** By the index `facts_by_generation`. */
export const CHANGED_SOURCES = /* sql */ `
select distinct source from facts
where organization_id = $1 and cluster_id = $2 and generation > $3 and generation <= $4`;

export async function changedSources(
  tx: Transaction,
  clusterId: ClusterId,
  from: number,
  to: number,
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ source: string }>(CHANGED_SOURCES, [tx.organizationId, clusterId, from, to]);
  return new Set(rows.map((row) => row.source));
}

/** By the index `facts_by_generation`. */
export const CHANGED_WITHIN = /* sql */ `
select exists (
  select 1 from facts
  where organization_id = $1 and cluster_id = $2 and generation > $3 and generation <= $4
    and source = $5 and subject_key ^@ any($6::text[])
) as changed`;

export interface ChangedSubjects {
  readonly source: SourceId;
  /** Beginnings of subject keys. */
  readonly prefixes: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Whether a source's fact of such a subject changed in these generations. */
export async function changedWithin(
  tx: Transaction,
  clusterId: ClusterId,
  { source, prefixes, from, to }: ChangedSubjects,
): Promise<boolean> {
  const parameters = [tx.organizationId, clusterId, from, to, source, prefixes];
  const [row] = await tx.query<{ changed: boolean }>(CHANGED_WITHIN, parameters);
  return row?.changed ?? false;
}

/** Along the primary key of `facts`, without a key that leaves Postgres. */
export const MARK_SOURCES = /* sql */ `
insert into dirty (organization_id, cluster_id, subject_key, cause)
select distinct $1::uuid, $2::uuid, subject_key, $4 from facts
where organization_id = $1 and cluster_id = $2 and source = any($3::text[])
on conflict (organization_id, cluster_id, subject_key) do update set cause = dirty.cause
where ${MARKED_BEFORE}`;

/** All subjects with a fact of one of the sources; as `markSubjects`. */
export async function markSources(
  tx: Transaction,
  clusterId: ClusterId,
  sources: readonly SourceId[],
  cause: Exclude<Cause, 'time'>,
): Promise<void> {
  if (sources.length > 0) await tx.query(MARK_SOURCES, [tx.organizationId, clusterId, sources, cause]);
}
