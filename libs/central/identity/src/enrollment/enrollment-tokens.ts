import { randomUUID } from 'node:crypto';
import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { assertMay } from '../principals/role.js';
import { signature } from '../principals/principal.js';
import type { Principal } from '../principals/principal.js';
import { assertLabels, isLine, isUuid } from '../text.js';
import type { Labels } from '../text.js';
import { newSecret, sha256, writeToken } from '../tokens/token-text.js';

const DAY_SECONDS = 86_400;
const MOST_USES = 100;

/** Everything of an enrolment token but its secret. */
export interface EnrollmentToken {
  readonly id: string;
  readonly description: string;
  /** Given to each cluster that enrols with it; they win over the agent's own. */
  readonly labels: Labels;
  /** The known cluster that may enrol again with it; null for new clusters. */
  readonly clusterId: ClusterId | null;
  readonly maxUses: number;
  readonly uses: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

export interface NewEnrollmentToken {
  readonly description?: string;
  readonly labels?: Labels;
  readonly clusterId?: ClusterId;
  /** 1 to 100, default 1. */
  readonly maxUses?: number;
  /** 60 to 30 days, default 24 hours. */
  readonly expiresInSeconds?: number;
}

const COLUMNS = /* sql */ `token_id as id, description, labels, cluster_id as "clusterId", max_uses as "maxUses", uses,
  created_at as "createdAt", created_by as "createdBy", expires_at as "expiresAt", revoked_at as "revokedAt"`;

const INSERT = /* sql */ `
insert into enrollment_tokens (organization_id, token_id, secret_hash, description, labels, cluster_id, max_uses,
  created_at, created_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${COLUMNS}`;

function checked(wanted: NewEnrollmentToken): Required<Omit<NewEnrollmentToken, 'clusterId'>> {
  const { description = '', labels = {}, maxUses = 1, expiresInSeconds = DAY_SECONDS } = wanted;
  assertLabels(labels);
  const uses =
    Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= (wanted.clusterId === undefined ? MOST_USES : 1);
  const time = expiresInSeconds >= 60 && expiresInSeconds <= 30 * DAY_SECONDS;
  if (!uses || !time || (description !== '' && !isLine(description))) {
    throw identityErrors.error('ENROLLMENT_TOKEN_INVALID', 'uses, expiry or description are out of range');
  }
  return { description, labels, maxUses, expiresInSeconds };
}

async function assertCluster(tx: Transaction, clusterId: ClusterId | undefined): Promise<void> {
  if (clusterId === undefined) return;
  const sql = 'select from clusters where organization_id = $1 and cluster_id = $2';
  if ((await tx.query(sql, [tx.organizationId, clusterId])).length === 1) return;
  throw identityErrors.error('CLUSTER_NOT_FOUND', 'there is no cluster of this id');
}

/** The text is shown once and kept nowhere. @throws PERMISSION_DENIED, ENROLLMENT_TOKEN_INVALID, LABELS_INVALID, CLUSTER_NOT_FOUND */
export async function createEnrollmentToken(
  context: IdentityContext,
  principal: Principal,
  wanted: NewEnrollmentToken = {},
): Promise<{ readonly token: EnrollmentToken; readonly text: string }> {
  assertMay(principal, 'manage-enrollment-tokens');
  const { description, labels, maxUses, expiresInSeconds } = checked(wanted);
  const { organizationId } = principal;
  const [tokenId, secret] = [randomUUID(), newSecret()];
  const [token] = await context.store.transaction(organizationId, async (tx) => {
    await assertCluster(tx, wanted.clusterId);
    return tx.query<EnrollmentToken>(INSERT, [
      organizationId, tokenId, sha256(secret), description, labels, wanted.clusterId ?? null, maxUses,
      instant(context), signature(principal), instant(context, expiresInSeconds * 1_000),
    ]); // prettier-ignore
  });
  if (token === undefined)
    throw identityErrors.error('ENROLLMENT_TOKEN_NOT_FOUND', 'the new token has no row');
  return { token, text: writeToken({ kind: 'enroll', organizationId, tokenId, secret }) };
}

/** Revoking again changes nothing. @throws PERMISSION_DENIED, ENROLLMENT_TOKEN_NOT_FOUND */
export async function revokeEnrollmentToken(
  context: IdentityContext,
  principal: Principal,
  tokenId: string,
): Promise<EnrollmentToken> {
  assertMay(principal, 'manage-enrollment-tokens');
  const sql = `update enrollment_tokens set revoked_at = coalesce(revoked_at, $3)
    where organization_id = $1 and token_id = $2 returning ${COLUMNS}`;
  const { organizationId } = principal;
  const [token] = isUuid(tokenId)
    ? await context.store.transaction(organizationId, (tx) =>
        tx.query<EnrollmentToken>(sql, [organizationId, tokenId, instant(context)]),
      )
    : [];
  if (token === undefined) {
    throw identityErrors.error('ENROLLMENT_TOKEN_NOT_FOUND', 'there is no enrolment token of this id');
  }
  return token;
}

/** Newest first. @throws PERMISSION_DENIED */
export async function listEnrollmentTokens(
  context: IdentityContext,
  principal: Principal,
): Promise<readonly EnrollmentToken[]> {
  assertMay(principal, 'manage-enrollment-tokens');
  const sql = `select ${COLUMNS} from enrollment_tokens where organization_id = $1 order by created_at desc, token_id`;
  const { organizationId } = principal;
  return context.store.transaction(organizationId, (tx) => tx.query<EnrollmentToken>(sql, [organizationId]));
}
