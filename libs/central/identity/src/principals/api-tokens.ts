import { randomUUID } from 'node:crypto';
import type { Transaction } from '@plimsoll/store';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { isUuid, isLine } from '../text.js';
import { newSecret, sha256, writeToken } from '../tokens/token-text.js';
import { signature } from './principal.js';
import type { Principal } from './principal.js';
import { assertMay, assertMayGrant } from './role.js';
import type { Role } from './role.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;
const MOST_DAYS = 365;

/** Everything of a token but its secret. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  /** Coarse: at most five minutes too old. */
  readonly lastUsedAt: Date | null;
}

export interface NewApiToken {
  readonly name: string;
  readonly role: Role;
  /** 1 to 365, default 90. */
  readonly expiresInDays?: number;
}

const COLUMNS = /* sql */ `token_id as id, name, role, created_at as "createdAt", created_by as "createdBy",
  expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

const INSERT = /* sql */ `
insert into api_tokens (organization_id, token_id, name, role, secret_hash, created_at, created_by, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`;

/** Writes the row inside a transaction of the principal's organization; the text is shown once and kept nowhere. */
export async function mintApiToken(
  tx: Transaction,
  context: IdentityContext,
  principal: Principal,
  wanted: NewApiToken,
): Promise<{ readonly token: ApiToken; readonly text: string }> {
  const { organizationId } = principal;
  const [tokenId, secret] = [randomUUID(), newSecret()];
  const expires = instant(context, (wanted.expiresInDays ?? DEFAULT_DAYS) * DAY_MS);
  const rows = await tx.query<ApiToken>(INSERT, [
    organizationId, tokenId, wanted.name, wanted.role, sha256(secret), instant(context), signature(principal), expires,
  ]); // prettier-ignore
  const [token] = rows;
  if (token === undefined) throw identityErrors.error('API_TOKEN_NOT_FOUND', 'the new token has no row');
  return { token, text: writeToken({ kind: 'api', organizationId, tokenId, secret }) };
}

/** @throws PERMISSION_DENIED, ROLE_EXCEEDS_CALLER, API_TOKEN_INVALID */
export async function createApiToken(
  context: IdentityContext,
  principal: Principal,
  wanted: NewApiToken,
): Promise<{ readonly token: ApiToken; readonly text: string }> {
  assertMay(principal, 'manage-api-tokens');
  assertMayGrant(principal, wanted.role);
  const days = wanted.expiresInDays ?? DEFAULT_DAYS;
  if (!isLine(wanted.name) || !(days >= 1 && days <= MOST_DAYS)) {
    throw identityErrors.error('API_TOKEN_INVALID', 'the name or the expiry of the token is out of range');
  }
  return context.store.transaction(principal.organizationId, (tx) =>
    mintApiToken(tx, context, principal, wanted),
  );
}

/** Revoking again changes nothing. @throws PERMISSION_DENIED, API_TOKEN_NOT_FOUND */
export async function revokeApiToken(
  context: IdentityContext,
  principal: Principal,
  tokenId: string,
): Promise<ApiToken> {
  assertMay(principal, 'manage-api-tokens');
  const sql = `update api_tokens set revoked_at = coalesce(revoked_at, $3)
    where organization_id = $1 and token_id = $2 returning ${COLUMNS}`;
  const { organizationId } = principal;
  const [token] = isUuid(tokenId)
    ? await context.store.transaction(organizationId, (tx) =>
        tx.query<ApiToken>(sql, [organizationId, tokenId, instant(context)]),
      )
    : [];
  if (token === undefined)
    throw identityErrors.error('API_TOKEN_NOT_FOUND', 'there is no API token of this id');
  return token;
}

/** Newest first. @throws PERMISSION_DENIED */
export async function listApiTokens(
  context: IdentityContext,
  principal: Principal,
): Promise<readonly ApiToken[]> {
  assertMay(principal, 'manage-api-tokens');
  const sql = `select ${COLUMNS} from api_tokens where organization_id = $1 order by created_at desc, token_id`;
  return context.store.transaction(principal.organizationId, (tx) =>
    tx.query<ApiToken>(sql, [principal.organizationId]),
  );
}
