import { randomUUID } from 'node:crypto';
import { isAgentId, isClusterId } from '@plimsoll/model';
import type { AgentId, ClusterId, OrganizationId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { assertLabels, isLine } from '../text.js';
import type { Labels } from '../text.js';
import { readToken, secretFits, sha256 } from '../tokens/token-text.js';
import type { TokenContent } from '../tokens/token-text.js';
import { newJoinState } from './agent.js';
import { revokeAgents } from '../clusters/revoke-cluster.js';
import { noteIdentityEvent } from './identity-events.js';
import type { AgentIdentity, Credentials, SignCertificate } from './agent.js';

/** What the agent says of its cluster. */
export interface ClusterClaim {
  readonly kind: 'kubernetes' | 'host';
  readonly uid: string;
  readonly name: string;
  readonly labels: Labels;
}

export interface Enrolled extends AgentIdentity {
  readonly credentials: Credentials;
  /** True when the cluster was known and keeps its history. */
  readonly again: boolean;
}

interface TokenRow {
  readonly hash: Buffer;
  readonly labels: Labels;
  readonly cluster: ClusterId | null;
  readonly used: boolean;
  readonly expired: boolean;
  readonly revoked: boolean;
}

// The row lock lets one caller at a time count a use.
const LOCK_TOKEN = /* sql */ `
select secret_hash as hash, labels, cluster_id as cluster, uses >= max_uses as used, expires_at <= $3 as expired,
       revoked_at is not null as revoked
  from enrollment_tokens where organization_id = $1 and token_id = $2 for update`;

const INSERT_CLUSTER = /* sql */ `
insert into clusters (organization_id, cluster_id, kind, uid, name, labels, created_at)
values ($1, $2, $3, $4, $5, $6, $7) on conflict (organization_id, uid) do nothing returning cluster_id`;

// Two that enrol it again come one after the other. Events of its agents refer to the row meanwhile: it keeps its key.
const FIND_CLUSTER = /* sql */ `
select cluster_id as id, kind, state from clusters where organization_id = $1 and uid = $2 for no key update`;

function assertClaim(claim: ClusterClaim): void {
  assertLabels(claim.labels);
  if (isLine(claim.uid) && isLine(claim.name)) return;
  throw identityErrors.error(
    'ENROLLMENT_IDENTITY_INVALID',
    'the uid or the name of the cluster is not allowed',
  );
}

async function spend(tx: Transaction, context: IdentityContext, token: TokenContent): Promise<TokenRow> {
  const key = [token.organizationId, token.tokenId];
  const [row] = await tx.query<TokenRow>(LOCK_TOKEN, [...key, instant(context)]);
  if (!secretFits(token.secret, row?.hash) || row === undefined) {
    throw identityErrors.error('TOKEN_REFUSED', 'the enrolment token is not accepted');
  }
  // Who holds the secret may know what became of the token.
  if (row.revoked) throw identityErrors.error('ENROLLMENT_TOKEN_REVOKED', 'the enrolment token was revoked');
  if (row.used) throw identityErrors.error('ENROLLMENT_TOKEN_USED', 'the enrolment token has no use left');
  if (row.expired) throw identityErrors.error('ENROLLMENT_TOKEN_EXPIRED', 'the enrolment token has expired');
  await tx.query(
    'update enrollment_tokens set uses = uses + 1 where organization_id = $1 and token_id = $2',
    key,
  );
  return row;
}

async function enrollNew(
  tx: Transaction,
  context: IdentityContext,
  row: TokenRow,
  claim: ClusterClaim,
): Promise<ClusterId> {
  const id = randomUUID();
  if (!isClusterId(id)) throw new TypeError('randomUUID made no cluster id');
  const labels = { ...claim.labels, ...row.labels };
  assertLabels(labels);
  const values = [tx.organizationId, id, claim.kind, claim.uid, claim.name, labels, instant(context)];
  if ((await tx.query(INSERT_CLUSTER, values)).length === 0) {
    throw identityErrors.error('CLUSTER_KNOWN', 'a cluster of this uid is enrolled already');
  }
  await tx.query('insert into directory (organization_id, cluster_id) values ($1, $2)', [
    tx.organizationId,
    id,
  ]);
  return id;
}

/** Name, labels and history stay; what was archived is active again; the agents of before are revoked. */
async function enrollAgain(
  tx: Transaction,
  context: IdentityContext,
  cluster: { readonly organizationId: OrganizationId; readonly clusterId: ClusterId },
  claim: ClusterClaim,
): Promise<void> {
  const [known] = await tx.query<{ id: string; kind: string; state: string }>(FIND_CLUSTER, [
    tx.organizationId,
    claim.uid,
  ]);
  if (known?.id !== cluster.clusterId || known.kind !== claim.kind) {
    throw identityErrors.error('CLUSTER_MISMATCH', 'the enrolment token is for another cluster');
  }
  if (known.state === 'deleting')
    throw identityErrors.error('CLUSTER_NOT_ACTIVE', 'the cluster is being deleted');
  await revokeAgents(tx, cluster, instant(context), 'the cluster was enrolled again');
  const key = [cluster.organizationId, cluster.clusterId];
  await tx.query(
    `update clusters set state = 'active', archived_at = null where organization_id = $1 and cluster_id = $2`,
    key,
  );
  await tx.query(`update directory set state = 'active' where organization_id = $1 and cluster_id = $2`, key);
}

const INSERT_AGENT = /* sql */ `
insert into agents (organization_id, cluster_id, agent_id, public_key, join_counter, join_secret_hash, certificate,
  certificate_expires, enrolled_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

function newAgentId(): AgentId {
  const id = randomUUID();
  if (!isAgentId(id)) throw new TypeError('randomUUID made no agent id');
  return id;
}

async function admit(
  tx: Transaction,
  context: IdentityContext,
  identity: AgentIdentity,
  sign: SignCertificate,
): Promise<Credentials> {
  const signed = await sign(identity);
  const joinState = newJoinState(1n);
  await tx.query(INSERT_AGENT, [
    identity.organizationId, identity.clusterId, identity.agentId, Buffer.from(signed.publicKeyDigest), 1,
    sha256(joinState.secret), sha256(signed.certificate), new Date(signed.notAfterMs), instant(context),
  ]); // prettier-ignore
  return { certificate: signed.certificate, notAfterMs: signed.notAfterMs, joinState };
}

/**
 * Spends one use of an enrolment token, makes the cluster (or finds the one that the token was made for) and admits an
 * agent with join state 1, all or nothing. A uid is unique within its organization only.
 * @throws TOKEN_REFUSED, ENROLLMENT_TOKEN_USED, ENROLLMENT_TOKEN_EXPIRED, ENROLLMENT_TOKEN_REVOKED,
 *   ENROLLMENT_IDENTITY_INVALID, LABELS_INVALID, CLUSTER_KNOWN, CLUSTER_MISMATCH, CLUSTER_NOT_ACTIVE
 */
export async function spendEnrollmentToken(
  context: IdentityContext,
  request: { readonly tokenText: string; readonly claim: ClusterClaim },
  sign: SignCertificate,
): Promise<Enrolled> {
  const token = readToken(request.tokenText, 'enroll');
  if (token === null) throw identityErrors.error('TOKEN_REFUSED', 'the enrolment token is not accepted');
  assertClaim(request.claim);
  const { organizationId } = token;
  return context.store.transaction(organizationId, async (tx) => {
    const row = await spend(tx, context, token);
    if (row.cluster !== null)
      await enrollAgain(tx, context, { organizationId, clusterId: row.cluster }, request.claim);
    const clusterId = row.cluster ?? (await enrollNew(tx, context, row, request.claim));
    const identity = { organizationId, clusterId, agentId: newAgentId() };
    const credentials = await admit(tx, context, identity, sign);
    const again = row.cluster !== null;
    await noteIdentityEvent(tx, identity, {
      kind: again ? 'enrolled-again' : 'enrolled',
      at: instant(context),
      detail: `by enrolment token ${token.tokenId}`,
    });
    return { ...identity, credentials, again };
  });
}
