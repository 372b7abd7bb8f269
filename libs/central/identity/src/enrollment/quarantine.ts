import type { Transaction } from '@plimsoll/store';
import { cutStreams } from '../clusters/wake-gateways.js';
import type { AgentIdentity } from './agent.js';
import { noteIdentityEvent } from './identity-events.js';

const QUARANTINE = /* sql */ `
update agents set quarantined_at = $4, quarantine_reason = $5,
       renewal_request = null, renewal_response = null, renewal_key = null
 where organization_id = $1 and cluster_id = $2 and agent_id = $3 and quarantined_at is null
returning agent_id`;

/**
 * Shuts out an agent whose state is in use twice: nobody can tell the copy from the original, so neither streams nor
 * renews any more, until the cluster enrols again (DESIGN section 6, "Renewal"). The alarm is the event and the row.
 */
export async function quarantineAgent(
  tx: Transaction,
  agent: AgentIdentity,
  reason: string,
  at: Date,
): Promise<void> {
  const key = [agent.organizationId, agent.clusterId, agent.agentId];
  const changed = await tx.query(QUARANTINE, [...key, at, reason]);
  if (changed.length === 0) return;
  await noteIdentityEvent(tx, agent, { kind: 'quarantined', at, detail: reason });
  await cutStreams(tx, agent);
}
