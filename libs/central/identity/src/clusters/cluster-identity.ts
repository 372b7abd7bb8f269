import type { AgentId, ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { IdentityEventKind } from '../enrollment/identity-events.js';

/** For how long after its end a certificate may still renew (DESIGN section 6, "Renewal"). Milliseconds. */
export const RENEWAL_GRACE_MS = 30 * 24 * 3_600_000;

/**
 * `active`: may stream. `expired`: renews by itself as soon as it is back. `lapsed`: was away for more than 30 days.
 * `quarantined`: copies of its state are in use. `revoked`: an administrator shut it out. The last three need a person.
 */
export type IdentityState = 'active' | 'expired' | 'lapsed' | 'quarantined' | 'revoked';

export interface IdentityEvent {
  readonly kind: IdentityEventKind;
  readonly agentId: AgentId;
  readonly occurredAt: Date;
  readonly detail: string;
}

/** Of the agent that was enrolled last. */
export interface ClusterIdentity {
  readonly state: IdentityState;
  readonly agentId: AgentId;
  readonly enrolledAt: Date;
  readonly renewedAt: Date | null;
  readonly certificateExpiresAt: Date;
  readonly quarantinedAt: Date | null;
  readonly revokedAt: Date | null;
  /** Why it is in quarantine, or who revoked it. */
  readonly reason: string | null;
  /** What a person is to do; empty when nothing. */
  readonly nextStep: string;
  /** Newest first, at most 20, of earlier agents too. */
  readonly events: readonly IdentityEvent[];
}

type Row = Omit<ClusterIdentity, 'state' | 'nextStep' | 'events'>;

// By the primary key; a cluster has one agent for each time that it was enrolled, and one at the most that was not revoked.
const NEWEST = /* sql */ `
select agent_id as "agentId", enrolled_at as "enrolledAt", renewed_at as "renewedAt",
       certificate_expires as "certificateExpiresAt", quarantined_at as "quarantinedAt", revoked_at as "revokedAt",
       quarantine_reason as reason
  from agents where organization_id = $1 and cluster_id = $2 
 order by revoked_at is null desc, enrolled_at desc, agent_id limit 1`;

const EVENTS = /* sql */ `
select kind, agent_id as "agentId", occurred_at as "occurredAt", detail from identity_events
 where organization_id = $1 and cluster_id = $2 order by occurred_at desc, noted_at desc limit 20`;

const AGAIN = 'enrol the cluster again with a token made for it; it keeps its history';

const NEXT_STEP: Readonly<Record<IdentityState, string>> = {
  active: '',
  expired:
    'Nothing, if the agent runs and reaches the centre: it renews by itself. Else look at the log of the agent.',
  lapsed: `The agent was away for more than 30 days after its certificate had ended: ${AGAIN}.`,
  quarantined: `Find and stop the copy of the agent's state, then ${AGAIN}.`,
  revoked: `If the cluster is to come back, ${AGAIN}.`,
};

export function identityState(
  row: Pick<Row, 'certificateExpiresAt' | 'quarantinedAt' | 'revokedAt'>,
  nowMs: number,
): IdentityState {
  if (row.quarantinedAt !== null) return 'quarantined';
  if (row.revokedAt !== null) return 'revoked';
  const overMs = nowMs - row.certificateExpiresAt.getTime();
  if (overMs <= 0) return 'active';
  return overMs > RENEWAL_GRACE_MS ? 'lapsed' : 'expired';
}

/** Null for a cluster that no agent was ever enrolled for. */
export async function loadClusterIdentity(
  tx: Transaction,
  clusterId: ClusterId,
  nowMs: number,
): Promise<ClusterIdentity | null> {
  const key = [tx.organizationId, clusterId];
  const [row] = await tx.query<Row>(NEWEST, key);
  if (row === undefined) return null;
  const events = await tx.query<IdentityEvent>(EVENTS, key);
  const state = identityState(row, nowMs);
  const revocation = events.find(({ kind, agentId }) => kind === 'revoked' && agentId === row.agentId);
  const reason = row.reason ?? (state === 'revoked' ? (revocation?.detail ?? null) : null);
  return { ...row, state, reason, nextStep: NEXT_STEP[state], events };
}
