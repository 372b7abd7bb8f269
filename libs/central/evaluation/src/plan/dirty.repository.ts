import type { ClusterId, SourceId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { Cause } from '../evaluated-cluster.js';

/** By the index `facts_by_generation`. A subject that waits for a catalogue's sake now waits for its facts'. */
export const MARK_CHANGED = /* sql */ `
insert into dirty (organization_id, cluster_id, subject_key, cause)
select distinct $1::uuid, $2::uuid, subject_key, 'facts' from facts
where organization_id = $1 and cluster_id = $2 and generation > $3 and generation <= $4
on conflict (organization_id, cluster_id, subject_key) do update set cause = 'facts' where dirty.cause <> 'facts'`;

/** Subjects with a fact that changed in these generations. */
export async function markChanged(
  tx: Transaction,
  clusterId: ClusterId,
  from: number,
  to: number,
): Promise<void> {
  await tx.query(MARK_CHANGED, [tx.organizationId, clusterId, from, to]);
}

/** Kinds of owners, and where the keys of what their controllers make begin. Controllers name it after the owner. */
const OWNERS: readonly (readonly [SourceId, string])[] = [
  ['kube/apps/Deployment', 'apps/ReplicaSet/'],
  ['kube/apps/ReplicaSet', '/Pod/'],
  ['kube/apps/StatefulSet', '/Pod/'],
  ['kube/apps/DaemonSet', '/Pod/'],
  ['kube/core/ReplicationController', '/Pod/'],
  ['kube/batch/Job', '/Pod/'],
  ['kube/batch/CronJob', 'batch/Job/'],
];

/**
 * Workloads are judged at their top owner, so what an owner made is judged again when the owner comes or goes. Changed
 * owners by `facts_by_generation`, what they made by a range of the primary key of `facts`.
 */
export const MARK_OWNED = /* sql */ `
insert into dirty (organization_id, cluster_id, subject_key, cause)
select distinct $1::uuid, $2::uuid, made.subject_key, 'facts'
from facts owner
join unnest($5::text[], $6::text[]) kinds(source, prefix) on kinds.source = owner.source
cross join lateral (
  select kinds.prefix || split_part(owner.subject_key, '/', 3) || '/' || split_part(owner.subject_key, '/', 4) as stem
) named
join facts made on made.organization_id = $1 and made.cluster_id = $2
  and made.subject_key >= named.stem || '-' and made.subject_key < named.stem || '.'
where owner.organization_id = $1 and owner.cluster_id = $2 and owner.generation > $3 and owner.generation <= $4
  and (owner.body is null or not exists (
    select from subjects known
    where known.organization_id = $1 and known.cluster_id = $2 and known.subject_key = owner.subject_key))
on conflict do nothing`;

/** What owners made that appeared or ended in these generations. */
export async function markOwned(
  tx: Transaction,
  clusterId: ClusterId,
  from: number,
  to: number,
): Promise<void> {
  const sources = OWNERS.map(([source]) => source);
  const prefixes = OWNERS.map(([, prefix]) => prefix);
  await tx.query(MARK_OWNED, [tx.organizationId, clusterId, from, to, sources, prefixes]);
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
select $1::uuid, $2::uuid, key, $4 from unnest($3::text[]) keys(key) on conflict do nothing`;

/** Leaves the cause of those that wait already. */
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
