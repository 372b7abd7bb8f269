import { randomUUID } from 'node:crypto';
import type { AgentId, ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';

/** What may happen to the identity of a cluster; each is a change, a refusal that is repeated is none. */
export type IdentityEventKind =
  'enrolled' | 'enrolled-again' | 'quarantined' | 'join-state-adopted' | 'revoked';

const INSERT = /* sql */ `
insert into identity_events (organization_id, cluster_id, event_id, agent_id, kind, occurred_at, detail)
values ($1, $2, $3, $4, $5, $6, $7)`;

/** Noted with what it tells of, in one transaction. */
export async function noteIdentityEvent(
  tx: Transaction,
  agent: { readonly organizationId: string; readonly clusterId: ClusterId; readonly agentId: AgentId },
  event: { readonly kind: IdentityEventKind; readonly at: Date; readonly detail: string },
): Promise<void> {
  const { kind, at, detail } = event;
  await tx.query(INSERT, [
    agent.organizationId,
    agent.clusterId,
    randomUUID(),
    agent.agentId,
    kind,
    at,
    detail,
  ]);
}
