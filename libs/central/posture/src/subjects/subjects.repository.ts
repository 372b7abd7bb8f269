import { decodeVector } from '@plimsoll/engine';
import { NO_COUNTS, addCounts } from '@plimsoll/model';
import type { ClusterId, SubjectKey, VerdictCounts } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';

/** A subject as it was judged last. Counts are before the overlay of time, which belongs to posture. */
export interface SubjectSummary {
  readonly clusterId: ClusterId;
  readonly key: SubjectKey;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly counts: VerdictCounts;
  readonly firstSeenAt: Instant;
  /** When its verdicts or findings changed last. */
  readonly judgedAt: Instant;
}

export interface SubjectFilter {
  readonly clusters?: readonly ClusterId[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly namespaces?: readonly string[] | undefined;
  readonly names?: readonly string[] | undefined;
}

/** The order is (cluster, subject key). */
export interface SubjectPosition {
  readonly clusterId: ClusterId;
  readonly key: SubjectKey;
}

export interface SubjectRow {
  readonly cluster_id: ClusterId;
  readonly subject_key: SubjectKey;
  readonly api_group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly vector: Buffer;
  readonly first_seen: Instant;
  readonly judged: Instant;
}

const COLUMNS = /* sql */ `
cluster_id, subject_key, api_group, kind, namespace, name, vector,
${millis('first_seen_at')} as first_seen, ${millis('judged_at')} as judged`;

/** Read along the primary key of `subjects`, from the cluster of the position; the other conditions filter. */
export const SUBJECTS = /* sql */ `
select ${COLUMNS} from subjects
where organization_id = $1
  and ($2::uuid[] is null or cluster_id = any($2::uuid[]))
  and ($3::text[] is null or kind = any($3::text[]))
  and ($4::text[] is null or namespace = any($4::text[]))
  and ($5::text[] is null or name = any($5::text[]))
  and ($6::uuid is null or cluster_id >= $6::uuid)
  and ($6::uuid is null or (cluster_id, subject_key) > ($6::uuid, $7::text))
order by cluster_id, subject_key limit $8`;

export async function subjects(
  tx: Transaction,
  query: {
    readonly filter?: SubjectFilter;
    readonly after?: SubjectPosition | undefined;
    readonly limit: number;
  },
): Promise<readonly SubjectSummary[]> {
  const { filter = {}, after, limit } = query;
  const rows = await tx.query<SubjectRow>(SUBJECTS, [
    tx.organizationId,
    filter.clusters ?? null,
    filter.kinds ?? null,
    filter.namespaces ?? null,
    filter.names ?? null,
    after?.clusterId ?? null,
    after?.key ?? '',
    limit,
  ]);
  return rows.map(summaryOf);
}

/** Along the primary key of `subjects`, at most as many rows as the bound. */
export const COUNT_SUBJECTS = /* sql */ `
select count(*)::integer as count from (
  select 1 from subjects
  where organization_id = $1
    and ($2::uuid[] is null or cluster_id = any($2::uuid[]))
    and ($3::text[] is null or kind = any($3::text[]))
    and ($4::text[] is null or namespace = any($4::text[]))
    and ($5::text[] is null or name = any($5::text[]))
  limit $6) counted`;

/** How many the filter leaves, counted up to a bound that keeps the question cheap. */
export async function countSubjects(
  tx: Transaction,
  filter: SubjectFilter = {},
  bound = 10_000,
): Promise<{ readonly count: number; readonly exact: boolean }> {
  const { clusters, kinds, namespaces, names } = filter;
  const lists = [clusters, kinds, namespaces, names].map((list) => list ?? null);
  const [row] = await tx.query<{ count: number }>(COUNT_SUBJECTS, [tx.organizationId, ...lists, bound + 1]);
  const count = row?.count ?? 0;
  return count > bound ? { count: bound, exact: false } : { count, exact: true };
}

/** By the primary key of `subjects`. */
export const SUBJECT = /* sql */ `
select ${COLUMNS} from subjects where organization_id = $1 and cluster_id = $2 and subject_key = $3`;

export async function loadSubjectRow(
  tx: Transaction,
  clusterId: ClusterId,
  key: SubjectKey,
): Promise<SubjectRow | undefined> {
  const [row] = await tx.query<SubjectRow>(SUBJECT, [tx.organizationId, clusterId, key]);
  return row;
}

export function summaryOf(row: SubjectRow): SubjectSummary {
  return {
    clusterId: row.cluster_id,
    key: row.subject_key,
    group: row.api_group,
    kind: row.kind,
    namespace: row.namespace,
    name: row.name,
    counts: countsOf(row.vector),
    firstSeenAt: row.first_seen,
    judgedAt: row.judged,
  };
}

function countsOf(vector: Uint8Array): VerdictCounts {
  let counts = NO_COUNTS;
  for (const [, verdict] of decodeVector(vector)) {
    counts = addCounts(counts, {
      ...NO_COUNTS,
      [verdict === 'not-applicable' ? 'notApplicable' : verdict]: 1,
    });
  }
  return counts;
}
