import type { ClusterId, OrganizationId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';

/** Every table with rows of a cluster, the large ones first; a test finds one that is missing. */
export const CLUSTER_TABLES = [
  'facts', 'findings', 'tallies', 'posture', 'subjects', 'derived', 'dirty', 'partitions', 'outages', 'commands', 'identity_events', 'agents', 'changes',
] as const; // prettier-ignore

interface ClusterKey {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
}

export interface DeletionOptions {
  readonly signal: AbortSignal;
  /** Rows a transaction, default 5,000. */
  readonly batch?: number;
}

const DEFAULT_BATCH = 5_000;

async function deleteBatch(
  tx: Transaction,
  cluster: ClusterKey,
  table: string,
  batch: number,
): Promise<number> {
  const sql = `with gone as (delete from ${table} where organization_id = $1 and cluster_id = $2 and ctid = any(array(
      select ctid from ${table} where organization_id = $1 and cluster_id = $2 limit $3)) returning 1)
    select count(*)::integer as count from gone`;
  const [row] = await tx.query<{ count: number }>(sql, [cluster.organizationId, cluster.clusterId, batch]);
  return row?.count ?? 0;
}

async function isDeleting(tx: Transaction, cluster: ClusterKey): Promise<boolean> {
  const sql = 'select state from directory where organization_id = $1 and cluster_id = $2 for update';
  const [row] = await tx.query<{ state: string }>(sql, [cluster.organizationId, cluster.clusterId]);
  return row?.state === 'deleting';
}

/** Under the directory's lock, so that no ingest or evaluation that locks it adds a row behind us. */
async function deleteRest(tx: Transaction, cluster: ClusterKey): Promise<void> {
  const key = [cluster.organizationId, cluster.clusterId];
  // The order of locks: a stream that opens takes the cluster's row before the directory's.
  await tx.query('select from clusters where organization_id = $1 and cluster_id = $2 for update', key);
  if (!(await isDeleting(tx, cluster))) return;
  for (const table of [...CLUSTER_TABLES, 'clusters', 'directory']) {
    await tx.query(`delete from ${table} where organization_id = $1 and cluster_id = $2`, key);
  }
  await tx.query(
    'update enrollment_tokens set revoked_at = coalesce(revoked_at, now()) where organization_id = $1 and cluster_id = $2',
    key,
  );
}

/**
 * The handler of the job `delete-cluster`: removes a cluster that is marked, in short transactions. It may be killed
 * and run again at any place; a cluster that is not marked keeps everything.
 * @throws CLUSTER_DELETION_STOPPED when the signal is aborted
 */
export async function deleteClusterData(
  context: Pick<IdentityContext, 'store'>,
  cluster: ClusterKey,
  options: DeletionOptions,
): Promise<void> {
  const batch = options.batch ?? DEFAULT_BATCH;
  const { store } = context;
  if (!(await store.transaction(cluster.organizationId, (tx) => isDeleting(tx, cluster)))) return;
  for (const table of CLUSTER_TABLES) {
    for (let gone = batch; gone === batch;) {
      if (options.signal.aborted)
        throw identityErrors.error('CLUSTER_DELETION_STOPPED', 'the process is stopping');
      gone = await store.transaction(cluster.organizationId, (tx) => deleteBatch(tx, cluster, table, batch));
    }
  }
  await store.transaction(cluster.organizationId, (tx) => deleteRest(tx, cluster));
}
