import type pg from 'pg';
import { storeErrors } from '../errors.js';
import { assertKnownSchema } from '../migrations/schema-version.js';

interface RoleRow {
  readonly role: string;
  readonly superuser: boolean;
  readonly bypass: boolean;
  readonly owned: string;
}

const ROLE = /* sql */ `
select rolname as role, rolsuper as superuser, rolbypassrls as bypass,
       (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(r.oid, c.relowner, 'member'))::text as owned
  from pg_roles r where rolname = current_user`;

/** DESIGN section 7: every role but migrate refuses an owner, a superuser, BYPASSRLS and an unknown schema. */
export async function assertAppRole(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const row = (await client.query<RoleRow>(ROLE)).rows[0];
  const refuse = (what: string): never => {
    throw storeErrors.error(
      'STORE_ROLE_REFUSED',
      `the role of DATABASE_URL ${what}, so tenants would not be kept apart`,
      {
        details: { role: row?.role ?? null },
      },
    );
  };
  if (row === undefined) return refuse('is unknown');
  if (row.superuser) refuse('is a superuser');
  if (row.bypass) refuse('has BYPASSRLS');
  if (row.owned !== '0') refuse('owns tables of the schema');
}

export async function assertStartable(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  await assertAppRole(client);
  await assertKnownSchema(client);
}
