import { silentLogger } from '@plimsoll/runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runOnce, testStore } from '../testing/index.js';
import type { TestStore } from '../testing/index.js';
import { NotificationChannel } from './notification-channel.js';

let database: TestStore;
const rejections: unknown[] = [];
const onRejection = (error: unknown): void => void rejections.push(error);

beforeAll(async () => {
  database = await testStore();
  process.on('unhandledRejection', onRejection);
});
afterAll(async () => {
  process.off('unhandledRejection', onRejection);
  await database.close();
});

const admin = (sql: string): Promise<void> => {
  const url = new URL(database.ownerUrl);
  url.pathname = '/postgres';
  return runOnce(url.href, sql);
};

describe('a channel that nobody listens to any more', () => {
  it('outlives its connection: a process does not end because Postgres went away', async () => {
    const warned = vi.fn<(fields: object, text: string) => void>();
    const channel = new NotificationChannel(database.appUrl, { ...silentLogger, warn: warned });
    const leave = await channel.listen('left', () => undefined);
    await leave();
    const name = new URL(database.appUrl).pathname.slice(1);
    await admin(`alter database ${name} with allow_connections false`);
    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    const tried = (): void => expect(warned.mock.calls.flat()).toContain('cannot listen yet');
    await vi.waitFor(tried, { timeout: 10_000, interval: 20 });
    await admin(`alter database ${name} with allow_connections true`);
    const again = Promise.withResolvers<string>();
    await vi.waitFor(() => channel.listen('left', again.resolve), { timeout: 10_000, interval: 50 });
    await runOnce(database.appUrl, `notify "left", 'here'`);
    expect(await again.promise).toBe('here');
    expect(rejections).toEqual([]);
    await channel.close();
  });
});
