import { randomBytes } from 'node:crypto';
import { silentLogger } from '@plimsoll/runtime';
import { expect, it } from 'vitest';
import { openStore } from '../connection/open-store.js';
import { runOnce, testStore } from '../testing/index.js';
import { migrateStore } from './migrate-store.js';
import { SCHEMA_VERSION } from './schema-version.js';

/** An empty database, and URLs of its owner and of an app role that is not there yet. */
async function empty(): Promise<{
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly close: () => Promise<void>;
}> {
  const database = await testStore();
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await runOnce(database.ownerUrl, `create database ${name}`);
  const at = (url: string, role?: string): string => {
    const changed = Object.assign(new URL(url), { pathname: `/${name}` });
    return role === undefined
      ? changed.href
      : Object.assign(changed, { username: role, password: encodeURIComponent("it's % secret") }).href;
  };
  const close = async (): Promise<void> => {
    await runOnce(database.ownerUrl, `drop database ${name} with (force)`);
    await runOnce(database.ownerUrl, `drop role if exists ${name}`);
    await database.close();
  };
  return { ownerUrl: at(database.ownerUrl), appUrl: at(database.appUrl, name), close };
}

it('makes the schema and the app role once, however many start at once', async () => {
  const urls = await empty();
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrateStore(urls)));
  expect(applied.map((one) => one.applied).toSorted((a, b) => a - b)).toEqual([0, 0, 0, SCHEMA_VERSION]);
  expect(await migrateStore(urls)).toEqual({ applied: 0 });
  const store = await openStore({ url: urls.appUrl, poolSize: 1, logger: silentLogger });
  await store.ping();
  await store.close();
  await urls.close();
});

it('refuses a database of a newer Plimsoll and changes nothing', async () => {
  const database = await testStore();
  await runOnce(
    database.ownerUrl,
    `insert into plimsoll_migrations (timestamp, name) values (1, 'Later1999999999999')`,
  );
  await expect(migrateStore(database)).rejects.toMatchObject({ code: 'STORE_SCHEMA_NEWER' });
  await database.close();
});

it('refuses one role for both, and an owner who may not own', async () => {
  const database = await testStore();
  const same = { ownerUrl: database.ownerUrl, appUrl: database.ownerUrl };
  await expect(migrateStore(same)).rejects.toMatchObject({ code: 'STORE_ROLE_REFUSED' });
  const swapped = { ownerUrl: database.appUrl, appUrl: database.ownerUrl };
  await expect(migrateStore(swapped)).rejects.toMatchObject({ code: 'STORE_OWNER_REFUSED' });
  await database.close();
});
