import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';

export interface FeedRow {
  /** Of the last commit; 0 when there was none. */
  readonly last: number;
  /** Up to here nothing is kept. */
  readonly pruned: number;
  /** Of the last commit; null when it is not kept. */
  readonly changedAt: Instant | null;
}

/** By the primary keys of `change_feeds` and `changes`. */
export const FEED = /* sql */ `
select f.position::float8 as last, f.pruned::float8 as pruned, ${millis('c.changed_at')} as "changedAt"
from change_feeds f left join changes c on c.organization_id = $1 and c.position = f.position
where f.organization_id = $1`;

export async function loadFeed(tx: Transaction): Promise<FeedRow> {
  const [row] = await tx.query<FeedRow>(FEED, [tx.organizationId]);
  return row ?? { last: 0, pruned: 0, changedAt: null };
}

export interface CommitRow {
  readonly commit: number;
  readonly clusterId: ClusterId;
  readonly changedAt: Instant;
  readonly posture: boolean;
  /** How many findings it changed. */
  readonly findings: number;
  /** The ids of some of them, 32 hex digits each, without separator: from the first that was not taken. */
  readonly ids: string;
  /** It may be lost if Postgres crashes now. */
  readonly young: boolean;
}

/** Commits from a position on, by the primary key of `changes`; of the ids only as many as a page can hold. */
export const COMMITS = /* sql */ `
select position::float8 as commit, cluster_id as "clusterId", ${millis('changed_at')} as "changedAt", posture,
       octet_length(findings) / 16 as findings,
       encode(substring(findings from case when position = $2 then $3 * 16 + 1 else 1 end for $4 * 16), 'hex') as ids,
       appended_at > clock_timestamp() - interval '5 seconds' as young
from changes where organization_id = $1 and position >= $2
order by position limit $4`;

export const loadCommits = (
  tx: Transaction,
  from: { readonly commit: number; readonly taken: number },
  limit: number,
): Promise<CommitRow[]> =>
  tx.query(COMMITS, [tx.organizationId, from.commit, Math.max(from.taken, 0), limit]);

/**
 * Evaluation's commits do not all wait for the disk. After this the end of the transaction waits until everything that
 * it has seen is there, so that no reader holds a position that a crash takes back.
 */
export async function endOnDisk(tx: Transaction): Promise<void> {
  await tx.query(`select pg_logical_emit_message(true, 'plimsoll', '')`);
}

/** A bounded step along the primary key. What is left the next call removes. */
const PRUNE = /* sql */ `
with oldest as (
  select position, changed_at from changes where organization_id = $1 order by position limit 1000
), gone as (
  select max(position) as position from oldest where changed_at < $2::timestamptz
), removed as (
  delete from changes c using gone where c.organization_id = $1 and c.position <= gone.position
)
update change_feeds f set pruned = gone.position from gone
where f.organization_id = $1 and gone.position > f.pruned`;

export const removeCommitsBefore = (tx: Transaction, timestamp: string): Promise<unknown> =>
  tx.query(PRUNE, [tx.organizationId, timestamp]);
