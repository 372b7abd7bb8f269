import type { PlimsollError } from '@plimsoll/errors';
import type { Transaction } from '@plimsoll/store';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { sha256 } from '../tokens/token-text.js';
import { newJoinState } from './agent.js';
import type { AgentIdentity, Credentials, SignCertificate } from './agent.js';
import { noteIdentityEvent } from './identity-events.js';
import { quarantineAgent } from './quarantine.js';
import { decideRenewal, requestDigest } from './renewal-decision.js';
import type { PresentedJoin, RenewalDecision, RenewalRefusal, StoredJoin } from './renewal-decision.js';
import { assertStanding, STANDING_COLUMNS } from './standing.js';
import type { Standing } from './standing.js';
import { readAnswer, writeAnswer } from './stored-answer.js';

type Context = Pick<IdentityContext, 'store' | 'clock'>;

/** How a renewal was answered; `adopted`: the store was older than the agent. */
export type RenewalOutcome = 'issued' | 'repeated' | 'reissued' | 'adopted';

export interface Renewed extends Credentials {
  readonly outcome: RenewalOutcome;
}

interface Row extends Standing {
  readonly counter: string;
  readonly secretHash: Buffer;
  readonly publicKeyDigest: Buffer;
  readonly certificate: Buffer;
  readonly expires: Date;
  readonly previous: Buffer | null;
  readonly request: Buffer | null;
  readonly response: Buffer | null;
  readonly requestKey: Buffer | null;
}

// The row lock answers two renewals of one agent one after the other.
const LOCK = /* sql */ `
select ${STANDING_COLUMNS}, a.join_counter as counter, a.join_secret_hash as "secretHash",
       a.public_key as "publicKeyDigest", a.certificate, a.certificate_expires as expires,
       a.previous_certificate as previous,
       a.renewal_request as request, a.renewal_response as response, a.renewal_key as "requestKey"
  from agents a join clusters c using (organization_id, cluster_id)
 where a.organization_id = $1 and a.cluster_id = $2 and a.agent_id = $3 for update of a`;

const REPLACE = /* sql */ `
update agents set join_counter = $4, join_secret_hash = $5, public_key = $6, renewal_request = $7,
       renewal_response = $8, certificate = $9, certificate_expires = $10, previous_certificate = $11,
       renewal_key = $12, renewed_at = $13
 where organization_id = $1 and cluster_id = $2 and agent_id = $3`;

const TEXT: Readonly<Record<RenewalRefusal, string>> = {
  JOIN_STATE_WRONG: 'the join state is not the one that was given with this certificate',
  JOIN_STATE_SPENT: 'this renewal was answered before, and its answer is in use',
  JOIN_STATE_AHEAD: 'the join state is farther ahead of the stored one than any backup can be old',
};

/** The certificate that stays good beside the new one, until the new one has opened a stream. */
function staysGood(row: Row, presented: PresentedJoin, kind: 'issue' | 'reissue' | 'adopt'): Buffer | null {
  if (kind === 'issue') return row.certificate;
  // A reissue replaces an answer that nobody used: the certificate before it stays.
  return kind === 'reissue' ? row.previous : Buffer.from(presented.certificateDigest);
}

async function issue(
  tx: Transaction,
  context: Context,
  agent: AgentIdentity,
  presented: PresentedJoin,
  sign: SignCertificate,
  previous: Buffer | null,
): Promise<Credentials> {
  const signed = await sign(agent);
  const joinState = newJoinState(presented.joinState.counter + 1n);
  const credentials = { certificate: signed.certificate, notAfterMs: signed.notAfterMs, joinState };
  await tx.query(REPLACE, [
    agent.organizationId, agent.clusterId, agent.agentId,
    joinState.counter.toString(), sha256(joinState.secret), Buffer.from(signed.publicKeyDigest),
    Buffer.from(requestDigest(presented)),
    writeAnswer({ credentials, nextPublicKeyDigest: presented.nextPublicKeyDigest }),
    sha256(signed.certificate), new Date(signed.notAfterMs), previous, Buffer.from(presented.publicKeyDigest), instant(context),
  ]); // prettier-ignore
  return credentials;
}

function storedJoin(row: Row): StoredJoin {
  const { counter, secretHash, publicKeyDigest, expires, request, response, requestKey } = row;
  const answered =
    request === null || response === null
      ? null
      : {
          requestDigest: request,
          nextPublicKeyDigest: readAnswer(response).nextPublicKeyDigest,
          publicKeyDigest: requestKey,
        };
  return { counter: BigInt(counter), secretHash, publicKeyDigest, notAfterMs: expires.getTime(), answered };
}

const OUTCOMES = { issue: 'issued', reissue: 'reissued', adopt: 'adopted' } as const;

/** What is refused is a value here: a quarantine must be committed. */
async function carryOut(
  tx: Transaction,
  context: Context,
  agent: AgentIdentity,
  { presented, sign, row, decision }: Renewal,
): Promise<Renewed | PlimsollError> {
  if (decision.kind === 'refuse') return refusal(decision.code, agent);
  if (decision.kind === 'quarantine') {
    await quarantineAgent(tx, agent, decision.reason, instant(context));
    return identityErrors.error('JOIN_STATE_REPLAYED', `${decision.reason}; the agent is in quarantine`, {
      details: { agent: agent.agentId },
    });
  }
  if (decision.kind === 'repeat')
    return row.response === null
      ? refusal('JOIN_STATE_SPENT', agent)
      : { ...readAnswer(row.response).credentials, outcome: 'repeated' };
  if (decision.kind === 'adopt') {
    const detail = `the centre knew join state ${row.counter}, the agent had ${presented.joinState.counter}: a backup was restored`;
    await noteIdentityEvent(tx, agent, { kind: 'join-state-adopted', at: instant(context), detail });
  }
  const previous = staysGood(row, presented, decision.kind);
  return {
    ...(await issue(tx, context, agent, presented, sign, previous)),
    outcome: OUTCOMES[decision.kind],
  };
}

interface Renewal {
  readonly presented: PresentedJoin;
  readonly sign: SignCertificate;
  readonly row: Row;
  readonly decision: RenewalDecision;
}

const refusal = (code: RenewalRefusal, agent: AgentIdentity): PlimsollError =>
  identityErrors.error(code, TEXT[code], { details: { agent: agent.agentId } });

/**
 * Gives the agent its next certificate and join state. Before the call, the certificate that names `agent` was proved
 * to be of our CA, and its key to be the caller's.
 * @throws AGENT_UNKNOWN, AGENT_REVOKED, AGENT_QUARANTINED, CLUSTER_NOT_ACTIVE, JOIN_STATE_WRONG, JOIN_STATE_SPENT,
 *   JOIN_STATE_AHEAD; JOIN_STATE_REPLAYED when this very call has put the agent into quarantine
 */
export async function renewAgent(
  context: Context,
  agent: AgentIdentity,
  presented: PresentedJoin,
  sign: SignCertificate,
): Promise<Renewed> {
  const outcome = await context.store.transaction(agent.organizationId, async (tx) => {
    const [row] = await tx.query<Row>(LOCK, [agent.organizationId, agent.clusterId, agent.agentId]);
    assertStanding(row);
    const decision = decideRenewal(storedJoin(row), presented);
    return carryOut(tx, context, agent, { presented, sign, row, decision });
  });
  if (outcome instanceof Error) throw outcome;
  return outcome;
}
