import type { ClusterId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';

/** At most so many subjects are judged in one transaction. */
export const BATCH = 2_000;

/** A subject that waits, with what was stored of it last. */
export interface DirtySubject {
  readonly key: SubjectKey;
  readonly cause: 'facts' | 'catalogue';
  /** undefined: it was never judged. */
  readonly vector: Buffer | undefined;
  readonly findingDigests: Buffer;
}

interface DirtyRow {
  readonly subject_key: SubjectKey;
  readonly cause: DirtySubject['cause'];
  readonly vector: Buffer | null;
  readonly findings_digest: Buffer | null;
}

/**
 * By the primary keys of `dirty` and `subjects`. The lateral probe with a limit is a shape that the planner cannot turn
 * into a pass over the cluster, which it would prefer while a table is new and has no statistics.
 */
export const DIRTY_BATCH = /* sql */ `
select d.subject_key, d.cause, s.vector, s.findings_digest
from (select subject_key, cause from dirty
      where organization_id = $1 and cluster_id = $2 order by subject_key limit ${BATCH}) d
left join lateral (
  select vector, findings_digest from subjects
  where organization_id = $1 and cluster_id = $2 and subject_key = d.subject_key limit 1
) s on true`;

export async function loadDirty(tx: Transaction, clusterId: ClusterId): Promise<readonly DirtySubject[]> {
  const rows = await tx.query<DirtyRow>(DIRTY_BATCH, [tx.organizationId, clusterId]);
  return rows.map(({ subject_key: key, cause, vector, findings_digest: digests }) => ({
    key,
    cause,
    vector: vector ?? undefined,
    findingDigests: digests ?? Buffer.alloc(0),
  }));
}

const CLEAN = /* sql */ `
delete from dirty where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[])`;

export async function cleanSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
): Promise<void> {
  await tx.query(CLEAN, [tx.organizationId, clusterId, keys]);
}

const LOCK_DIRECTORY = `select 1 from directory where organization_id = $1 and cluster_id = $2 for update`;
const REMOVE_TOMBSTONES = /* sql */ `
delete from facts f using directory d
where d.organization_id = $1 and d.cluster_id = $2 and f.organization_id = $1 and f.cluster_id = $2
  and f.subject_key = any($3::text[]) and f.body is null and f.rejection is null
  and f.generation <= d.covered_generation`;

/**
 * Removes what ended and was evaluated. Takes ingest's lock first, for the order of locks; a tombstone of a later
 * generation stays until that one is covered.
 */
export async function removeTombstones(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.query(LOCK_DIRECTORY, [tx.organizationId, clusterId]);
  await tx.query(REMOVE_TOMBSTONES, [tx.organizationId, clusterId, keys]);
}
