import { parseSubjectKey } from '@plimsoll/model';
import type { ClusterId, SourceId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { markSubjects, subjectsOfSources } from './dirty.repository.js';

/** Kinds of owners, and the source of what their controllers make. */
const OWNERS: Readonly<Partial<Record<SourceId, SourceId>>> = {
  'kube/apps/Deployment': 'kube/apps/ReplicaSet',
  'kube/apps/ReplicaSet': 'kube/core/Pod',
  'kube/apps/StatefulSet': 'kube/core/Pod',
  'kube/apps/DaemonSet': 'kube/core/Pod',
  'kube/core/ReplicationController': 'kube/core/Pod',
  'kube/batch/Job': 'kube/core/Pod',
  'kube/batch/CronJob': 'kube/batch/Job',
};

/** By the index `facts_by_generation` and the primary key of `subjects`. */
export const APPEARED_OR_ENDED = /* sql */ `
select f.subject_key, f.source from facts f
left join lateral (
  select subject_key from subjects
  where organization_id = $1 and cluster_id = $2 and subject_key = f.subject_key limit 1
) known on true
where f.organization_id = $1 and f.cluster_id = $2 and f.generation > $3 and f.generation <= $4
  and f.source = any($5::text[]) and (f.body is null or known.subject_key is null)`;

interface OwnerRow {
  readonly subject_key: SubjectKey;
  readonly source: SourceId;
}

/**
 * Workloads are judged at their top owner, so what an owner made is judged again when the owner comes or goes.
 * Controllers name what they make after the owner, so that no object has to be read; one too many costs a judgement.
 */
export async function markOwned(
  tx: Transaction,
  clusterId: ClusterId,
  from: number,
  to: number,
): Promise<void> {
  const parameters = [tx.organizationId, clusterId, from, to, Object.keys(OWNERS)];
  const owners = await tx.query<OwnerRow>(APPEARED_OR_ENDED, parameters);
  if (owners.length === 0) return;
  const stems = new Set(owners.flatMap((owner) => stemsOfOwner(owner)));
  const made = [...new Set(owners.flatMap(({ source }) => OWNERS[source] ?? []))];
  const keys = await subjectsOfSources(tx, clusterId, made);
  await markSubjects(
    tx,
    clusterId,
    keys.filter((key) => stemsOfMade(key).some((stem) => stems.has(stem))),
    'facts',
  );
}

/** Of a generated name at most 58 characters are the owner's; five random ones follow. */
const GENERATED = { owner: 58, random: 5 } as const;

function stemsOfOwner({ subject_key: key, source }: OwnerRow): readonly string[] {
  const owner = parseSubjectKey(key);
  const kind = OWNERS[source]?.split('/').at(-1);
  if (owner === undefined || kind === undefined) return [];
  const stem = `${owner.name}-`;
  return [stem, stem.slice(0, GENERATED.owner)].map((text) => `${kind}/${owner.namespace}/${text}`);
}

function stemsOfMade(key: SubjectKey): readonly string[] {
  const subject = parseSubjectKey(key);
  if (subject === undefined) return [];
  const { kind, namespace, name } = subject;
  const stems = [name.slice(0, name.lastIndexOf('-') + 1), name.slice(0, -GENERATED.random)];
  return stems.map((text) => `${kind}/${namespace}/${text}`);
}
