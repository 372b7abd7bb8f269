import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { postureErrors } from '../errors.js';
import { millis, timestamp } from '../instant.js';
import type { Instant } from '../instant.js';

export interface ClusterRow {
  readonly clusterId: ClusterId;
  readonly name: string;
  readonly kind: 'kubernetes' | 'host';
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'active' | 'archived' | 'deleting';
  readonly createdAt: Instant;
  readonly connected: boolean;
  readonly connectedAt: Instant | null;
  readonly lastSeenAt: Instant | null;
  readonly agentVersion: string | null;
}

const COLUMNS = /* sql */ `
cluster_id as "clusterId", name, kind, uid, labels, state, ${millis('created_at')} as "createdAt",
connected_stream is not null as connected, ${millis('connected_at')} as "connectedAt",
${millis('last_seen_at')} as "lastSeenAt", agent_version as "agentVersion"`;

/** By the primary key of `clusters`, in the order of names. */
export const CLUSTERS = /* sql */ `
select ${COLUMNS} from clusters where organization_id = $1 and state <> 'deleting' order by name, cluster_id`;

/** By the primary key of `clusters`. */
export const CLUSTER = /* sql */ `
select ${COLUMNS} from clusters where organization_id = $1 and cluster_id = $2 and state <> 'deleting'`;

/** Clusters of the organization that are not being deleted. */
export const loadClusters = (tx: Transaction): Promise<readonly ClusterRow[]> =>
  tx.query<ClusterRow>(CLUSTERS, [tx.organizationId]);

/**
 * Throws POSTURE_CLUSTER_NOT_FOUND, in the same words whether the id is unknown or another organization's, and
 * POSTURE_BEFORE_CLUSTER when the cluster did not exist at the instant.
 */
export async function loadCluster(tx: Transaction, clusterId: ClusterId, at?: Instant): Promise<ClusterRow> {
  const [cluster] = await tx.query<ClusterRow>(CLUSTER, [tx.organizationId, clusterId]);
  if (cluster === undefined) {
    throw postureErrors.error('POSTURE_CLUSTER_NOT_FOUND', `there is no cluster ${clusterId}`);
  }
  if (at !== undefined && at < cluster.createdAt) {
    throw postureErrors.error('POSTURE_BEFORE_CLUSTER', `the cluster did not exist at ${timestamp(at)}`, {
      details: { createdAt: timestamp(cluster.createdAt) },
    });
  }
  return cluster;
}
