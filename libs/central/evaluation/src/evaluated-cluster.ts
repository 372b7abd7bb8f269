import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { millis } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';

export interface ClusterAddress {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
}

/** Why a row opened (DESIGN section 7). */
export type Cause = 'facts' | 'catalogue' | 'time';

/**
 * Held to the end of the transaction. One evaluation of a cluster at a time changes rows; ingest does not take it, and
 * evaluation does not wait for ingest while it judges. Probes indexes only.
 */
export async function lockCluster(tx: Transaction, clusterId: ClusterId): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('evaluate ' || $1::text, 0)), ${PROBES_ONLY}`,
    [clusterId],
  );
}

/**
 * Every look-up of evaluation is meant to be a probe of an index: a planner that takes a table for empty would otherwise
 * scan it while this very transaction fills it.
 */
const PROBES_ONLY = `set_config('enable_seqscan', 'off', true)`;

/** For a transaction that reads without the lock. */
export async function probeOnly(tx: Transaction): Promise<void> {
  await tx.query(`select ${PROBES_ONLY}`);
}

/**
 * The commit does not wait for the disk. Postgres loses commits from the end only, so a crash that takes a judgement
 * takes all that came after it, and leaves the subjects dirty, to be judged again. The roll-up waits, and what was
 * committed before it is on the disk with it.
 */
export async function commitLater(tx: Transaction): Promise<void> {
  await tx.query(`select set_config('synchronous_commit', 'off', true)`);
}

export interface DirectoryRow {
  readonly state: 'active' | 'archived' | 'deleting';
  readonly generation: number;
  readonly coveredGeneration: number;
  readonly coveredOrdinal: number;
  readonly dirty: boolean;
  readonly validUntil: Instant | null;
}

/** By the primary key of `directory`. A generation is seen with all facts that were committed under it. */
export const DIRECTORY_ROW = /* sql */ `
select state, generation::float8 as generation, covered_generation::float8 as "coveredGeneration",
       covered_ordinal as "coveredOrdinal", dirty, ${millis('valid_until')} as "validUntil"
from directory where organization_id = $1 and cluster_id = $2`;

export async function readDirectory(
  tx: Transaction,
  clusterId: ClusterId,
): Promise<DirectoryRow | undefined> {
  const [row] = await tx.query<DirectoryRow>(DIRECTORY_ROW, [tx.organizationId, clusterId]);
  return row;
}
