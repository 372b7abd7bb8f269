import type { Transaction } from '@plimsoll/store';
import type { PlimsollError } from '@plimsoll/errors';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { readToken, secretFits } from '../tokens/token-text.js';
import type { TokenContent } from '../tokens/token-text.js';
import type { Principal } from './principal.js';
import { isRole } from './role.js';

const USE_RECORDED_EVERY_MS = 300_000;

interface Row {
  readonly name: string;
  readonly role: string;
  readonly hash: Buffer;
  readonly live: boolean;
  readonly recorded: boolean;
}

const FIND = /* sql */ `
select name, role, secret_hash as hash, revoked_at is null and expires_at > $3 as live,
       coalesce(last_used_at > $4, false) as recorded
  from api_tokens where organization_id = $1 and token_id = $2`;

const RECORD = /* sql */ `
update api_tokens set last_used_at = $3
 where organization_id = $1 and token_id = $2 and (last_used_at is null or last_used_at <= $4)`;

const refused = (): PlimsollError => identityErrors.error('TOKEN_REFUSED', 'the API token is not accepted');

async function find(
  tx: Transaction,
  context: IdentityContext,
  token: TokenContent,
): Promise<Principal | null> {
  const { organizationId, tokenId } = token;
  const times = [instant(context), instant(context, -USE_RECORDED_EVERY_MS)];
  const [row] = await tx.query<Row>(FIND, [organizationId, tokenId, ...times]);
  const fits = secretFits(token.secret, row?.hash);
  if (row === undefined || !fits || !row.live || !isRole(row.role)) return null;
  if (!row.recorded) await tx.query(RECORD, [organizationId, tokenId, ...times]);
  return { kind: 'api-token', organizationId, id: tokenId, name: row.name, role: row.role };
}

/**
 * Who presents this text. A malformed token is refused without a look-up; all others take the same look-up and the
 * same comparison, and fail with the same error.
 * @throws TOKEN_REFUSED, and the store's own errors when it is away
 */
export async function authenticate(context: IdentityContext, tokenText: string): Promise<Principal> {
  const token = readToken(tokenText, 'api');
  if (token === null) throw refused();
  const principal = await context.store.transaction(token.organizationId, (tx) => find(tx, context, token));
  if (principal === null) throw refused();
  return principal;
}
