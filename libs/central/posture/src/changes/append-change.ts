import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { timestamp } from '../instant.js';
import type { Instant } from '../instant.js';

/** The channel on which readers of posture are woken; a lost NOTIFY costs a poll. */
export const POSTURE_CHANNEL = 'plimsoll_posture';

/** What one transaction changed in one cluster. */
export interface AppendedChange {
  readonly clusterId: ClusterId;
  /** Of the intervals that it opened and closed. */
  readonly changedAt: Instant;
  /** Ids of findings that it opened or closed, 32 hex digits each; doubles count once. */
  readonly findings: readonly string[];
  /** It opened or closed rows of posture. */
  readonly posture: boolean;
}

/** The row of `change_feeds` stays locked to the end of the transaction, so that positions commit in their order. */
const APPEND = /* sql */ `
with feed as (
  insert into change_feeds as f (organization_id, position) values ($1, 1)
  on conflict (organization_id) do update set position = f.position + 1
  returning f.position
), appended as (
  insert into changes (organization_id, position, cluster_id, changed_at, posture, findings)
  select $1, feed.position, $2, $3::timestamptz, $4, decode($5, 'hex') from feed
)
select pg_notify($6, $7)`;

/**
 * Puts the change into the organization's feed and wakes its readers when the transaction commits. It serializes the
 * commits of an organization from here on: call it last.
 */
export async function appendChange(tx: Transaction, change: AppendedChange): Promise<void> {
  const { organizationId } = tx;
  const { clusterId, changedAt, findings, posture } = change;
  const news = JSON.stringify({ organizationId, clusterId });
  if (findings.length === 0 && !posture) return tx.notify(POSTURE_CHANNEL, news);
  await tx.query(APPEND, [
    organizationId,
    clusterId,
    timestamp(changedAt),
    posture,
    [...new Set(findings)].join(''),
    POSTURE_CHANNEL,
    news,
  ]);
}
