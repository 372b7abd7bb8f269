import pg from 'pg';
import { sqlState } from '../connection/failure.js';
import type { StoreAddress } from '../connection/url.js';
import { storeErrors } from '../errors.js';
import { MIGRATIONS_TABLE } from './schema-version.js';
import { scramVerifier } from './scram.js';

/** Roles are shared by all databases of a server, so another migrate may write the same row at the same moment. */
const RACED = new Set(['42710', '23505', 'XX000']);
const NOT_ALLOWED = '42501';

async function roleExists(client: pg.Client, role: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    'select exists (select from pg_roles where rolname = $1) as found',
    [role],
  );
  return rows[0]?.found === true;
}

async function createOrAlter(client: pg.Client, app: StoreAddress): Promise<void> {
  const verb = (await roleExists(client, app.user)) ? 'alter' : 'create';
  await client.query(
    `${verb} role ${pg.escapeIdentifier(app.user)} login password ${pg.escapeLiteral(scramVerifier(app.password))}`,
  );
}

/** Makes the app role with its password; a role that an administrator made is used as it is. */
export async function ensureAppRole(client: pg.Client, app: StoreAddress): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await createOrAlter(client, app);
    } catch (error) {
      const state = sqlState(error) ?? '';
      if (RACED.has(state) && attempt < 5) continue;
      if (state !== NOT_ALLOWED) throw error;
      if (await roleExists(client, app.user)) return;
      throw storeErrors.error(
        'STORE_APP_ROLE_MISSING',
        'the app role does not exist and the owner may not create it',
        {
          details: { role: app.user },
          cause: error,
        },
      );
    }
  }
}

/** Rows of every table, no table of its own; the record of migrations is read only. */
export async function grantApp(client: pg.Client, app: StoreAddress): Promise<void> {
  const role = pg.escapeIdentifier(app.user);
  await client.query(`grant usage on schema public to ${role}`);
  await client.query(`grant select, insert, update, delete on all tables in schema public to ${role}`);
  await client.query(`revoke insert, update, delete on ${MIGRATIONS_TABLE} from ${role}`);
}
