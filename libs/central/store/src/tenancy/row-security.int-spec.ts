import { randomUUID } from 'node:crypto';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TENANT_TABLES } from '../migrations/tenant-tables.js';
import { testStore } from '../testing/index.js';
import type { TestStore } from '../testing/index.js';

/** Ids only, or no tenant's data: DESIGN section 7. */
const OUTSIDE = ['catalog_controls', 'directory', 'installation', 'plimsoll_migrations'];

let database: TestStore;
let [mine, other]: OrganizationId[] = [];
let cluster: ClusterId;

beforeAll(async () => {
  database = await testStore({ poolSize: 1 }); // one connection, so that a leak would be seen
  [mine, other] = [await database.createOrganization('mine'), await database.createOrganization('other')];
  cluster = await database.createCluster(mine);
});
afterAll(() => database.close());

const as = <Row extends object>(
  organization: OrganizationId | undefined,
  sql: string,
  values: unknown[] = [],
) => {
  if (organization === undefined)
    return database.store.withoutOrganization((tx) => tx.query<Row>(sql, values));
  return database.store.transaction(organization, (tx) => tx.query<Row>(sql, values));
};

describe('row-level security', () => {
  it('is forced on every table but those without tenant data', async () => {
    const rows = await as<{ name: string; forced: boolean }>(
      undefined,
      `select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by relname collate "C"`,
    );
    expect(rows.filter((row) => !row.forced).map((row) => row.name)).toEqual(OUTSIDE);
    const forced = rows.filter((row) => row.forced).map((row) => row.name);
    expect(forced).toEqual([...TENANT_TABLES].sort());
  });

  it('starts every key and unique constraint with the organization', async () => {
    const rows = await as<{ name: string }>(
      undefined,
      `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and i.indisunique and a.attname <> 'organization_id'`,
    );
    expect(rows).toEqual([]);
  });

  it('shows nothing of any tenant table when no organization is set', async () => {
    for (const table of TENANT_TABLES) expect(await as(undefined, `select * from ${table}`)).toEqual([]);
    expect(await as(undefined, 'select cluster_id from directory')).toEqual([{ cluster_id: cluster }]);
  });

  it('shows the rows of the organization only', async () => {
    expect(await as(mine, 'select name from organizations')).toEqual([{ name: 'mine' }]);
    expect(await as(other, 'select * from clusters')).toEqual([]);
    expect(await as(other, 'select * from clusters where organization_id = $1', [mine])).toEqual([]);
  });

  it('refuses rows of another organization, to insert and to move', async () => {
    const insert = `insert into clusters (organization_id, cluster_id, kind, uid, name) values ($1, $2, 'host', 'u', 'n')`;
    const refused = { code: 'STORE_TENANCY_REFUSED' };
    await expect(as(mine, insert, [other, randomUUID()])).rejects.toMatchObject(refused);
    await expect(as(undefined, insert, [mine, randomUUID()])).rejects.toMatchObject(refused);
    await expect(as(mine, 'update clusters set organization_id = $1', [other])).rejects.toMatchObject(
      refused,
    );
    await as(other, 'delete from clusters');
    expect(await as(mine, 'select cluster_id from clusters')).toEqual([{ cluster_id: cluster }]);
  });

  it('leaves no organization on a pooled connection, after commit or rollback', async () => {
    await as(mine, 'select 1');
    expect(await as(undefined, 'select * from clusters')).toEqual([]);
    await expect(as(mine, 'select 1 / 0')).rejects.toMatchObject({ code: 'STORE_VALUE_REFUSED' });
    expect(await as(undefined, 'select * from clusters')).toEqual([]);
    const setting = await as<{ set: string | null }>(
      undefined,
      `select current_setting('plimsoll.organization', true) as set`,
    );
    expect(setting[0]?.set ?? '').toBe('');
  });

  it('lets the app role neither make tables nor rewrite the record of migrations', async () => {
    await expect(as(mine, 'create table mine (a int)')).rejects.toMatchObject({
      details: { sqlState: '42501' },
    });
    await expect(as(mine, 'delete from plimsoll_migrations')).rejects.toMatchObject({
      details: { sqlState: '42501' },
    });
    await expect(as(mine, 'alter table clusters no force row level security')).rejects.toMatchObject({
      details: { sqlState: '42501' },
    });
  });
});
