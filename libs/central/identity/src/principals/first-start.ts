import { randomUUID } from 'node:crypto';
import { isOrganizationId } from '@plimsoll/model';
import type { OrganizationId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { mintApiToken } from './api-tokens.js';
import { operator } from './principal.js';

export interface FirstStart {
  readonly organizationId: OrganizationId;
  /** The first administrator's token, once: null at every later start. */
  readonly administratorToken: string | null;
}

// A second starter waits here for the first one's commit, then inserts nothing.
const CLAIM =
  'insert into installation (first_organization_id) values ($1) on conflict do nothing returning true as first';

async function known(tx: Transaction): Promise<FirstStart> {
  const [row] = await tx.query<{ id: string }>('select first_organization_id as id from installation');
  if (row === undefined || !isOrganizationId(row.id)) {
    throw identityErrors.error('INSTALLATION_BROKEN', 'the installation names no organization');
  }
  return { organizationId: row.id, administratorToken: null };
}

/** Makes the organization and its first administrator's token, once for all processes and starts. */
export async function firstStart(
  context: IdentityContext,
  organizationName = 'default',
): Promise<FirstStart> {
  const id = randomUUID();
  if (!isOrganizationId(id)) throw new TypeError('randomUUID made no organization id');
  return context.store.transaction(id, async (tx) => {
    const claimed = await tx.query(CLAIM, [id]);
    if (claimed.length === 0) return known(tx);
    await tx.query('insert into organizations (organization_id, name) values ($1, $2)', [
      id,
      organizationName,
    ]);
    const minted = await mintApiToken(tx, context, operator(id), {
      name: 'first administrator',
      role: 'admin',
    });
    return { organizationId: id, administratorToken: minted.text };
  });
}
