import type { IdentityState } from '@plimsoll/identity';
import { postureErrors, type ClusterHealth, type ClusterRow } from '@plimsoll/posture';
import { clusterIdOf } from '../clusters/cluster-id.js';
import type { ApiRequest } from '../request/api-request.js';

/** The same for an unknown id, a broken one and another organization's. @throws POSTURE_CLUSTER_NOT_FOUND */
export async function clusterOf(request: ApiRequest, id: string): Promise<ClusterRow> {
  const clusterId = clusterIdOf(id);
  const row = clusterId && (await request.cluster(clusterId));
  if (row) return row;
  throw postureErrors.error('POSTURE_CLUSTER_NOT_FOUND', 'There is no cluster of this id.');
}

/** Changes with what a person would act on; times that move with every sign of the agent are left out. */
export const healthMark = (
  { cluster, sources, rejected, evaluation }: ClusterHealth,
  identity: IdentityState | undefined,
): string =>
  JSON.stringify([
    identity,
    [cluster.name, cluster.state, cluster.connected, cluster.connectedAt, cluster.agentVersion],
    sources.map(({ source, partition, state, freshness, reason }) => [
      source,
      partition,
      state,
      freshness,
      reason,
    ]),
    rejected.map(({ subjectKey, source, partition, reason }) => [subjectKey, source, partition, reason]),
    evaluation.pending,
  ]);
