import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { postureErrors } from '../errors.js';
import { HISTORY } from '../history/resolution.js';
import { timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import { ALL } from './change-position.js';
import type { ChangePosition } from './change-position.js';
import { endOnDisk, loadCommits, loadFeed, removeCommitsBefore } from './changes.repository.js';
import type { CommitRow, FeedRow } from './changes.repository.js';

/** One finding, or the posture of one cluster, that a commit changed. What it is now is looked up where it lives. */
export interface Change {
  readonly position: ChangePosition;
  readonly clusterId: ClusterId;
  readonly changedAt: Instant;
  /** Id of the finding; undefined: posture of the cluster or some of its namespaces. */
  readonly finding: string | undefined;
}

export interface ChangePage {
  readonly changes: readonly Change[];
  /** Where the next page begins. */
  readonly position: ChangePosition;
  readonly hasMore: boolean;
}

/** How long changes are kept, ms. */
export const CHANGES_KEPT_MS = HISTORY.exactMs;

/** The end of the feed: what is committed later comes after it. */
export async function presentPosition(tx: Transaction): Promise<ChangePosition> {
  const { last, changedAt } = await loadFeed(tx);
  if (last > 0) await endOnDisk(tx);
  return { commit: last, taken: ALL, changedAt: changedAt ?? 0 };
}

/** Goes on with each commit that changed something. For polls: it may be lost if Postgres crashes now. */
export const lastCommit = async (tx: Transaction): Promise<number> => (await loadFeed(tx)).last;

/**
 * The changes after a position, at most `limit`, in the order of their commits: none is skipped and none comes twice.
 * The caller's transaction must not wait for anything else. Throws POSTURE_CHANGES_EXPIRED and
 * POSTURE_CHANGES_UNKNOWN.
 */
export async function changesSince(
  tx: Transaction,
  after: ChangePosition,
  limit: number,
): Promise<ChangePage> {
  // The commits first: what is pruned meanwhile shows in the feed's row, which is read after them. One row more for the
  // commit that was read already, and one to tell whether there is more.
  const rows = await loadCommits(tx, after, limit + 2);
  assertKnown(after, rows[0], await loadFeed(tx));
  const page = pageOf(rows, after, limit);
  if (page.changes.length > 0 && rows.some(({ young }) => young)) await endOnDisk(tx);
  return page;
}

function assertKnown(after: ChangePosition, first: CommitRow | undefined, feed: FeedRow): void {
  const { commit, taken, changedAt } = after;
  if (commit < feed.pruned || (commit === feed.pruned && commit > 0 && taken !== ALL))
    throw postureErrors.error(
      'POSTURE_CHANGES_EXPIRED',
      'The changes after the cursor are not kept any more.',
    );
  const replaced = first?.commit === commit && changedAt !== 0 && first.changedAt !== changedAt;
  if (commit > feed.last || replaced)
    throw postureErrors.error('POSTURE_CHANGES_UNKNOWN', 'The cursor comes from another history.');
}

function pageOf(rows: readonly CommitRow[], after: ChangePosition, limit: number): ChangePage {
  const changes: Change[] = [];
  let position = after;
  for (const row of rows) {
    const total = row.findings + (row.posture ? 1 : 0);
    const skipped = row.commit !== after.commit ? 0 : after.taken === ALL ? total : after.taken;
    for (let index = skipped; index < total; index += 1) {
      if (changes.length === limit) return { changes, position, hasMore: true };
      const { commit, clusterId, changedAt } = row;
      position = { commit, taken: index + 1 === total ? ALL : index + 1, changedAt };
      changes.push({ position, clusterId, changedAt, finding: findingAt(row, index, skipped) });
    }
  }
  return { changes, position, hasMore: false };
}

const findingAt = ({ ids, findings }: CommitRow, index: number, skipped: number): string | undefined =>
  index < findings ? ids.slice((index - skipped) * 32, (index - skipped + 1) * 32) : undefined;

/** Removes some of what is older than {@link CHANGES_KEPT_MS}. */
export async function pruneChanges(tx: Transaction, now: Instant): Promise<void> {
  await removeCommitsBefore(tx, timestamp(now - CHANGES_KEPT_MS));
}
