import type { Transaction } from '@plimsoll/store';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { sha256 } from '../tokens/token-text.js';
import { newJoinState } from './agent.js';
import type { AgentIdentity, Credentials, SignCertificate } from './agent.js';
import { decideRenewal, requestDigest } from './renewal-decision.js';
import type { PresentedJoin, RenewalRefusal } from './renewal-decision.js';
import { readAnswer, writeAnswer } from './stored-answer.js';
import type { StoredAnswer } from './stored-answer.js';

interface Row {
  readonly counter: string;
  readonly secretHash: Buffer;
  readonly publicKeyDigest: Buffer;
  readonly revoked: boolean;
  readonly clusterActive: boolean;
  readonly request: Buffer | null;
  readonly response: Buffer | null;
}

// The row lock answers two renewals of one agent one after the other.
const LOCK = /* sql */ `
select a.join_counter as counter, a.join_secret_hash as "secretHash", a.public_key as "publicKeyDigest",
       a.revoked_at is not null as revoked, c.state = 'active' as "clusterActive",
       a.renewal_request as request, a.renewal_response as response
  from agents a join clusters c using (organization_id, cluster_id)
 where a.organization_id = $1 and a.cluster_id = $2 and a.agent_id = $3 for update of a`;

// A reissue replaces an answer that nobody used: the certificate before it stays the previous one.
const REPLACE = /* sql */ `
update agents set join_counter = $4, join_secret_hash = $5, public_key = $6, renewal_request = $7,
       renewal_response = $8, certificate_expires = $10, certificate = $9,
       previous_certificate = case when $11 then certificate else previous_certificate end
 where organization_id = $1 and cluster_id = $2 and agent_id = $3`;

const TEXT: Readonly<Record<RenewalRefusal, string>> = {
  AGENT_REVOKED: 'the agent was revoked',
  CLUSTER_NOT_ACTIVE: 'the cluster is not active',
  JOIN_STATE_WRONG: 'the join state or its key is not the one that was given',
  JOIN_STATE_REPLAYED: 'an older join state was presented after a newer one was used',
  JOIN_STATE_AHEAD: 'the join state is newer than the one stored',
};

const keyOf = (agent: AgentIdentity): readonly string[] => [
  agent.organizationId,
  agent.clusterId,
  agent.agentId,
];

async function issue(
  tx: Transaction,
  agent: AgentIdentity,
  presented: PresentedJoin,
  sign: SignCertificate,
  first: boolean,
): Promise<Credentials> {
  const signed = await sign(agent);
  const joinState = newJoinState(presented.joinState.counter + 1n);
  const credentials = { certificate: signed.certificate, notAfterMs: signed.notAfterMs, joinState };
  await tx.query(REPLACE, [
    ...keyOf(agent), joinState.counter.toString(), sha256(joinState.secret), Buffer.from(signed.publicKeyDigest),
    Buffer.from(requestDigest(presented)),
    writeAnswer({ credentials, nextPublicKeyDigest: presented.nextPublicKeyDigest }),
    sha256(signed.certificate), new Date(signed.notAfterMs), first,
  ]); // prettier-ignore
  return credentials;
}

async function renew(
  tx: Transaction,
  agent: AgentIdentity,
  presented: PresentedJoin,
  sign: SignCertificate,
): Promise<Credentials> {
  const [row] = await tx.query<Row>(LOCK, keyOf(agent));
  if (row === undefined) throw identityErrors.error('AGENT_UNKNOWN', 'the centre does not know this agent');
  const answer: StoredAnswer | null = row.response === null ? null : readAnswer(row.response);
  const answered =
    row.request === null || answer === null
      ? null
      : { requestDigest: row.request, nextPublicKeyDigest: answer.nextPublicKeyDigest };
  const decision = decideRenewal({ ...row, counter: BigInt(row.counter), answered }, presented);
  if (decision.kind === 'refuse') {
    throw identityErrors.error(decision.code, TEXT[decision.code], { details: { agent: agent.agentId } });
  }
  if (decision.kind === 'repeat' && answer !== null) return answer.credentials;
  return issue(tx, agent, presented, sign, decision.kind === 'issue');
}

/**
 * Gives the agent its next certificate and join state. Before the call, the certificate that names `agent` was proved
 * to be of our CA, and its key to be the caller's.
 * @throws AGENT_UNKNOWN, AGENT_REVOKED, CLUSTER_NOT_ACTIVE, JOIN_STATE_WRONG, JOIN_STATE_REPLAYED, JOIN_STATE_AHEAD
 */
export async function renewAgent(
  context: Pick<IdentityContext, 'store'>,
  agent: AgentIdentity,
  presented: PresentedJoin,
  sign: SignCertificate,
): Promise<Credentials> {
  return context.store.transaction(agent.organizationId, (tx) => renew(tx, agent, presented, sign));
}
