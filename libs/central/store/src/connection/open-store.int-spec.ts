import { createLogger, silentLogger } from '@plimsoll/runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OrganizationId } from '@plimsoll/model';
import { runOnce, testStore } from '../testing/index.js';
import type { TestStore } from '../testing/index.js';
import { openStore } from './open-store.js';

let database: TestStore;
let organization: OrganizationId;

beforeAll(async () => {
  database = await testStore();
  organization = await database.createOrganization();
});
afterAll(() => database.close());

const open = (url: string) => openStore({ url, poolSize: 2, logger: silentLogger, startTimeoutMs: 300 });

function changed(part: Partial<Record<'password' | 'username' | 'pathname', string>>): string {
  return Object.assign(new URL(database.appUrl), part).href;
}

describe('a start is refused', () => {
  it('for a URL that is none, by name and never by value', async () => {
    for (const url of [
      '',
      'hunter2',
      'mysql://a:hunter2@b/c',
      'postgres://a:hunter2@host/',
      'postgres://a:hunter2%@host/b',
    ]) {
      await expect(open(url)).rejects.toMatchObject({
        code: 'STORE_URL_INVALID',
        message: expect.not.stringContaining('hunter2'),
        details: { variable: 'DATABASE_URL' },
      });
    }
  });

  it('after a bounded wait when nothing answers', async () => {
    const refused = {
      code: 'STORE_UNAVAILABLE',
      retryable: true,
      hint: expect.stringContaining('DATABASE_URL'),
    };
    await expect(open('postgres://a:hunter2@127.0.0.1:1/x')).rejects.toMatchObject(refused);
  });

  it('at once for a wrong password, role or database', async () => {
    for (const url of [
      changed({ password: 'wrong' }),
      changed({ username: 'nobody' }),
      changed({ pathname: '/none' }),
    ]) {
      await expect(open(url)).rejects.toMatchObject({ code: 'STORE_LOGIN_REFUSED', retryable: false });
    }
  });

  it('for the owner and for a role that passes row-level security', async () => {
    const refused = { code: 'STORE_ROLE_REFUSED', message: expect.stringMatching(/owns tables/) };
    await expect(open(database.ownerUrl)).rejects.toMatchObject(refused);
  });

  it('for a schema that is missing, older or newer', async () => {
    const other = await testStore();
    await runOnce(
      other.ownerUrl,
      `insert into plimsoll_migrations (timestamp, name) values (1, 'Later1999999999999')`,
    );
    await expect(open(other.appUrl)).rejects.toMatchObject({ code: 'STORE_SCHEMA_NEWER' });
    const keepOlder = `delete from plimsoll_migrations where name not like 'Posture%'`;
    await runOnce(other.ownerUrl, keepOlder);
    await expect(open(other.appUrl)).rejects.toMatchObject({
      code: 'STORE_SCHEMA_OLDER',
      details: { found: 1 },
    });
    await runOnce(other.ownerUrl, 'delete from plimsoll_migrations');
    await expect(open(other.appUrl)).rejects.toMatchObject({ code: 'STORE_SCHEMA_MISSING' });
    await runOnce(other.ownerUrl, 'drop table plimsoll_migrations');
    await expect(open(other.appUrl)).rejects.toMatchObject({ code: 'STORE_SCHEMA_MISSING' });
    await other.close();
  });
});

describe('an open store', () => {
  it('rolls back what throws and passes the error on', async () => {
    const failed = database.store.transaction(organization, async (tx) => {
      await tx.query('update organizations set name = $1', ['changed']);
      throw new Error('mine');
    });
    await expect(failed).rejects.toThrow('mine');
    const names = await database.store.transaction(organization, (tx) =>
      tx.query('select name from organizations'),
    );
    expect(names).toEqual([{ name: 'test' }]);
  });

  it('copies in and out what a statement cannot hold', async () => {
    const lines = Array.from({ length: 1_000 }, (_, n) => `${n}\tcontrol/${n}\t\\\\x00\n`);
    const out = await database.store.withoutOrganization(async (tx) => {
      await tx.copyIn('copy catalog_controls from stdin', lines);
      const chunks: Buffer[] = [];
      for await (const chunk of tx.copyOut(
        'copy (select * from catalog_controls order by ordinal) to stdout',
      ))
        chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    });
    expect(out).toBe(lines.join(''));
  });

  it('names a failed copy and goes on with the next transaction', async () => {
    const failed = database.store.withoutOrganization((tx) =>
      tx.copyIn('copy catalog_controls from stdin', ['no number\n']),
    );
    await expect(failed).rejects.toMatchObject({ code: 'STORE_VALUE_REFUSED' });
    await database.store.ping();
  });

  it('refuses a NUL character and a broken constraint with codes, without the value', async () => {
    const nul = database.store.transaction(organization, (tx) => tx.query('select $1::text', [`hunter2\0`]));
    await expect(nul).rejects.toMatchObject({
      code: 'STORE_VALUE_REFUSED',
      message: expect.not.stringContaining('hunter2'),
    });
    const twice = database.store.transaction(organization, (tx) =>
      tx.query('insert into organizations (organization_id, name) values ($1, $2)', [
        organization,
        'hunter2',
      ]),
    );
    await expect(twice).rejects.toMatchObject({
      code: 'STORE_CONSTRAINT',
      details: { constraint: 'organizations_pkey' },
    });
  });

  it('fails with a retryable code when its connections are cut, then works and listens again', async () => {
    const received: string[] = [];
    await database.store.listen('test', (payload) => received.push(payload));
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`;
    const during = database.store.transaction(organization, async (tx) => {
      await runOnce(database.ownerUrl, cut);
      await tx.query('select 1');
    });
    await expect(during).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    await database.store.ping();
    await vi.waitFor(
      async () => {
        await database.store.withoutOrganization((tx) => tx.notify('test', 'hello'));
        expect(received).toContain('hello');
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  it('delivers at commit only, to every listener until it leaves', async () => {
    const received: string[] = [];
    const leave = await database.store.listen('twice', (payload) => received.push(`1 ${payload}`));
    const second = Promise.withResolvers<void>();
    await database.store.listen('twice', (payload) => {
      received.push(`2 ${payload}`);
      if (payload === 'end') second.resolve();
    });
    await expect(
      database.store.withoutOrganization(async (tx) => {
        await tx.notify('twice', 'lost');
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await database.store.withoutOrganization((tx) => tx.notify('twice', 'a'));
    await vi.waitFor(() => expect(received).toHaveLength(2));
    await leave();
    await database.store.withoutOrganization((tx) => tx.notify('twice', 'end'));
    await second.promise;
    expect(received).toEqual(['1 a', '2 a', '2 end']);
  });

  it('says nothing of a password in a log while it waits', async () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 'test', destination: { write: (line: string) => lines.push(line) } });
    await expect(
      openStore({ url: 'postgres://a:hunter2@127.0.0.1:1/x', poolSize: 1, logger, startTimeoutMs: 500 }),
    ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('ends every transaction, in its own organization, before it closes', async () => {
    const store = await open(database.appUrl);
    const organizations = await Promise.all([1, 2, 3, 4, 5, 6].map(() => database.createOrganization()));
    const NOW = `select current_setting('plimsoll.organization') as id from pg_sleep(0.05)`;
    const seen = Promise.all(
      organizations.map((id) =>
        store.transaction(id, async (tx) => {
          const first = await tx.query<{ id: string }>(NOW);
          return [...first, ...(await tx.query<{ id: string }>(NOW))];
        }),
      ),
    );
    await store.close();
    expect(await seen).toEqual(organizations.map((id) => [{ id }, { id }]));
  });

  it('refuses work when it is closed', async () => {
    const store = await open(database.appUrl);
    await store.close();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });
});
