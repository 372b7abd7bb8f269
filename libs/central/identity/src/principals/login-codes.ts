import { randomUUID } from 'node:crypto';
import type { Transaction } from '@plimsoll/store';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { newSecret, readToken, sha256, writeToken } from '../tokens/token-text.js';
import type { TokenContent } from '../tokens/token-text.js';
import { mintApiToken } from './api-tokens.js';
import { signature } from './principal.js';
import type { Principal } from './principal.js';
import { assertMay, isRole } from './role.js';

const CODE_MS = 600_000;
const SESSION_DAYS = 0.5;

const INSERT = /* sql */ `
insert into login_codes (organization_id, code_id, secret_hash, role, created_at, created_by, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)`;

// Of two at once, the second waits for the row and then no longer finds it unused.
const SPEND = /* sql */ `
update login_codes set used_at = $3 where organization_id = $1 and code_id = $2 and used_at is null
   and expires_at > $3 and secret_hash = $4 returning role, created_by as "createdBy"`;

/** The text works once, within ten minutes, for a session of the principal's own role. @throws PERMISSION_DENIED */
export async function createLoginCode(
  context: IdentityContext,
  principal: Principal,
): Promise<{ readonly text: string; readonly expiresAt: Date }> {
  assertMay(principal, 'read');
  const { organizationId } = principal;
  const [tokenId, secret, expiresAt] = [randomUUID(), newSecret(), instant(context, CODE_MS)];
  await context.store.transaction(
    organizationId,
    (tx) =>
    tx.query(INSERT, [
      organizationId, tokenId, sha256(secret), principal.role, instant(context), signature(principal), expiresAt,
    ]), // prettier-ignore
  );
  return { text: writeToken({ kind: 'login', organizationId, tokenId, secret }), expiresAt };
}

async function spend(tx: Transaction, context: IdentityContext, code: TokenContent): Promise<string | null> {
  const { organizationId, tokenId, secret } = code;
  const rows = await tx.query<{ role: string; createdBy: string }>(SPEND, [
    organizationId, tokenId, instant(context), sha256(secret),
  ]); // prettier-ignore
  const [row] = rows;
  if (row === undefined || !isRole(row.role)) return null;
  const creator: Principal = {
    kind: 'api-token',
    organizationId,
    id: row.createdBy.slice(row.createdBy.indexOf(':') + 1),
    name: 'session',
    role: row.role,
  };
  const wanted = { name: 'browser session', role: row.role, expiresInDays: SESSION_DAYS };
  return (await mintApiToken(tx, context, creator, wanted)).text;
}

/**
 * Spends a code and gives the text of a short-lived API token, the session, and its life in seconds.
 * @throws TOKEN_REFUSED for every code that does not fit, one that was used or is over too
 */
export async function redeemLoginCode(
  context: IdentityContext,
  codeText: string,
): Promise<{ readonly session: string; readonly seconds: number }> {
  const code = readToken(codeText, 'login');
  const session =
    code && (await context.store.transaction(code.organizationId, (tx) => spend(tx, context, code)));
  if (!session) throw identityErrors.error('TOKEN_REFUSED', 'the login code is not accepted');
  return { session, seconds: SESSION_DAYS * 86_400 };
}
