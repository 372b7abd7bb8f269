import { testStore, runOnce } from '@plimsoll/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolOf } from './backend.js';

type TestStore = Awaited<ReturnType<typeof testStore>>;
let test: TestStore;
beforeAll(async () => {
  test = await testStore();
});
afterAll(() => test.close());

describe('a connection that was handed out and waits', () => {
  it('does not end the process when Postgres ends it; its next statement is refused', async () => {
    const pool = poolOf(test.queueUrl, 1);
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    await runOnce(test.ownerUrl, `select pg_terminate_backend(${rows[0]?.pid ?? 0})`);
    await ended;
    await expect(client.query('select 1')).rejects.toThrow(/not queryable|terminated/);
    client.release(true);
    await pool.end();
  });
});
