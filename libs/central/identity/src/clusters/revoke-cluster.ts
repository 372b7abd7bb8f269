import type { AgentId, ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { noteIdentityEvent } from '../enrollment/identity-events.js';
import { identityErrors } from '../errors.js';
import { signature } from '../principals/principal.js';
import type { Principal } from '../principals/principal.js';
import { assertMay } from '../principals/role.js';
import { isUuid } from '../text.js';
import { cutStreams } from './wake-gateways.js';

const REVOKE = /* sql */ `
update agents set revoked_at = $3, renewal_request = null, renewal_response = null, renewal_key = null
 where organization_id = $1 and cluster_id = $2 and revoked_at is null returning agent_id as "agentId"`;

/**
 * Of all agents that a cluster has had: they neither stream nor renew any more, and an open stream ends at once. Locks
 * the agents, then the directory's row. Who locks the cluster's row too does so before it, and leaves its key alone: a
 * renewal that ends in quarantine holds its agent while its event refers to the cluster.
 */
export async function revokeAgents(
  tx: Transaction,
  cluster: { readonly organizationId: string; readonly clusterId: ClusterId },
  at: Date,
  detail: string,
): Promise<void> {
  const revoked = await tx.query<{ agentId: AgentId }>(REVOKE, [
    cluster.organizationId,
    cluster.clusterId,
    at,
  ]);
  for (const { agentId } of revoked)
    await noteIdentityEvent(tx, { ...cluster, agentId }, { kind: 'revoked', at, detail });
  if (revoked.length > 0) await cutStreams(tx, cluster);
}

/**
 * Takes the identity of its agents away: an open stream ends at once, and no certificate that was issued streams or renews
 * any more. The cluster stays active, and its data grows old until it enrols again with a token for it. Revoking again
 * changes nothing. @throws PERMISSION_DENIED, CLUSTER_NOT_FOUND, CLUSTER_NOT_ACTIVE
 */
export async function revokeCluster(
  context: IdentityContext,
  principal: Principal,
  clusterId: ClusterId,
): Promise<void> {
  assertMay(principal, 'revoke-clusters');
  const { organizationId } = principal;
  const find = 'select state from clusters where organization_id = $1 and cluster_id = $2';
  await context.store.transaction(organizationId, async (tx) => {
    const [row] = isUuid(clusterId)
      ? await tx.query<{ state: string }>(find, [organizationId, clusterId])
      : [];
    if (row === undefined) throw identityErrors.error('CLUSTER_NOT_FOUND', 'there is no cluster of this id');
    if (row.state === 'deleting')
      throw identityErrors.error('CLUSTER_NOT_ACTIVE', 'the cluster is being deleted');
    const cluster = { organizationId, clusterId };
    await revokeAgents(tx, cluster, instant(context), `revoked by ${signature(principal)}`);
  });
}
