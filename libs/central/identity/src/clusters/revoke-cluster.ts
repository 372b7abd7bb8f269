import type { AgentId, ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { noteIdentityEvent } from '../enrollment/identity-events.js';
import { cutStreams } from './wake-gateways.js';

const REVOKE = /* sql */ `
update agents set revoked_at = $3, renewal_request = null, renewal_response = null, renewal_key = null
 where organization_id = $1 and cluster_id = $2 and revoked_at is null returning agent_id as "agentId"`;

/** Of all agents that a cluster has had: they neither stream nor renew any more, and an open stream ends at once. */
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
