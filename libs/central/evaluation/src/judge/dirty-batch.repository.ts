import type { ClusterId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { StoredJudgement } from './judged-subject.js';

/** At most so many subjects are judged in one transaction. */
export const BATCH = 2_000;

/** Keys of dirty subjects: those after `after`, '' is before the first, up to and with `upTo`, without it to the last. */
export interface SubjectRange {
  readonly after: string;
  readonly upTo?: string;
}

/** By the primary key of `dirty`, which holds all that is asked. */
export const RANGE_ENDS = /* sql */ `
select subject_key from (
  select subject_key, row_number() over (order by subject_key) as place from dirty
  where organization_id = $1 and cluster_id = $2
) placed
where place % ${BATCH} = 0 order by subject_key`;

/** All keys that are dirty now or will be, cut where a batch is full now; in their order. */
export async function dirtyRanges(tx: Transaction, clusterId: ClusterId): Promise<readonly SubjectRange[]> {
  const rows = await tx.query<{ subject_key: string }>(RANGE_ENDS, [tx.organizationId, clusterId]);
  const ends = rows.map((row) => row.subject_key);
  return ['', ...ends].map((after, index) => {
    const upTo = ends[index];
    return upTo === undefined ? { after } : { after, upTo };
  });
}

/** A subject that waits, with what was stored of it last. */
export interface DirtySubject extends StoredJudgement {
  readonly key: SubjectKey;
  readonly cause: 'facts' | 'catalogue';
}

/** Subjects in the order of their keys, and what tells later that none of them was marked or judged meanwhile. */
export interface DirtyBatch {
  readonly subjects: readonly DirtySubject[];
  /** The transactions that marked them. */
  readonly marks: readonly string[];
}

interface DirtyRow {
  readonly subject_key: SubjectKey;
  readonly cause: DirtySubject['cause'];
  readonly mark: string;
  readonly vector: Buffer | null;
  readonly findings_digest: Buffer | null;
}

/**
 * By the primary keys of `dirty` and `subjects`. The lateral probe with a limit is a shape that the planner cannot turn
 * into a pass over the cluster, which it would prefer while a table is new and has no statistics. The rows before the
 * key are dead and still in the index: a start from the first would walk over them again for each batch.
 */
const dirtyBatch = (end: string): string => /* sql */ `
select d.subject_key, d.cause, d.mark, s.vector, s.findings_digest
from (select subject_key, cause, xmin::text as mark from dirty
      where organization_id = $1 and cluster_id = $2 and subject_key > $3 ${end} order by subject_key limit ${BATCH}) d
left join lateral (
  select vector, findings_digest from subjects
  where organization_id = $1 and cluster_id = $2 and subject_key = d.subject_key limit 1
) s on true`;
export const DIRTY_BATCH = dirtyBatch('');
export const DIRTY_BATCH_UP_TO = dirtyBatch('and subject_key <= $4');

const NO_DIGESTS = Buffer.alloc(0);

/** The first batch of a range. */
export async function loadDirty(
  tx: Transaction,
  clusterId: ClusterId,
  { after, upTo }: SubjectRange,
): Promise<DirtyBatch> {
  const scope = [tx.organizationId, clusterId, after];
  const rows =
    upTo === undefined
      ? await tx.query<DirtyRow>(DIRTY_BATCH, scope)
      : await tx.query<DirtyRow>(DIRTY_BATCH_UP_TO, [...scope, upTo]);
  const subjects = rows.map(({ subject_key: key, cause, vector, findings_digest: digests }) => ({
    key,
    cause,
    vector: vector ?? undefined,
    findingDigests: digests ?? NO_DIGESTS,
  }));
  return { subjects, marks: [...new Set(rows.map(({ mark }) => mark))] };
}

/**
 * All or none: whoever marks a subject writes its row again, and whoever judges it removes the row. A mark that was
 * made after the batch was read cannot be one of the batch's marks.
 */
export const CLEAN = /* sql */ `
delete from dirty
where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[]) and cardinality($3::text[]) = (
  select count(*) from dirty
  where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[]) and xmin::text = any($4::text[]))
returning 1 as cleaned`;

/** False, and nothing removed, when one of the subjects was marked again or judged since it was read with its mark. */
export async function cleanSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
  marks: readonly string[],
): Promise<boolean> {
  const cleaned = await tx.query(CLEAN, [tx.organizationId, clusterId, keys, marks]);
  return cleaned.length === keys.length;
}

// Ingest writes facts first and takes the directory's row last: whoever holds that one must not wait for a fact.
const REMOVE_TOMBSTONES = /* sql */ `
with evaluated as materialized (
  select f.subject_key, f.source from facts f, directory d
  where d.organization_id = $1 and d.cluster_id = $2 and f.organization_id = $1 and f.cluster_id = $2
    and f.subject_key = any($3::text[]) and f.body is null and f.rejection is null
    and f.generation <= d.covered_generation
  for update of f skip locked
)
delete from facts f using evaluated e
where f.organization_id = $1 and f.cluster_id = $2 and f.subject_key = e.subject_key and f.source = e.source`;

/**
 * Removes what ended and was evaluated. A tombstone of a later generation stays until that one is covered; one that
 * ingest is about to write again is none any more.
 */
export async function removeTombstones(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.query(REMOVE_TOMBSTONES, [tx.organizationId, clusterId, keys]);
}
