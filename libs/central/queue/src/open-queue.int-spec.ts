import { randomUUID } from 'node:crypto';
import { defineErrors } from '@plimsoll/errors';
import { isClusterId, isOrganizationId } from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import { runOnce, testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterPayload, JobHandlers, Queue } from './index.js';
import { migrateQueue, openQueue } from './index.js';

const { error } = defineErrors({
  AWAY: { kind: 'unavailable', hint: '' },
  WRONG: { kind: 'invalid', hint: '' },
});

let database: TestStore;
const opened: { close: () => Promise<void> }[] = [];

beforeEach(async () => {
  database = await testStore({ poolSize: 1 });
  opened.unshift(database);
  await migrateQueue(database);
});

afterAll(async () => {
  for (const one of opened) await one.close();
}, 60_000);

async function open(): Promise<Queue> {
  const queue = await openQueue({ url: database.queueUrl, logger: silentLogger });
  opened.unshift(queue);
  return queue;
}

function payload(): ClusterPayload {
  const [organizationId, clusterId] = [randomUUID(), randomUUID()];
  if (!isOrganizationId(organizationId) || !isClusterId(clusterId)) throw new Error('not ids');
  return { organizationId, clusterId };
}

const nothing = (): Promise<void> => Promise.resolve();
const handlers = (own: Partial<JobHandlers>): JobHandlers => ({
  evaluate: nothing,
  sweep: nothing,
  'delete-cluster': nothing,
  ...own,
});

describe('the queue on Postgres', () => {
  it('runs what is enqueued, with its payload', async () => {
    const queue = await open();
    const done = Promise.withResolvers<ClusterPayload>();
    await queue.work(handlers({ evaluate: async (given) => done.resolve(given) }), { concurrency: 2 });
    const sent = payload();
    await queue.enqueue('evaluate', sent);
    expect(await done.promise).toEqual(sent);
  });

  it('migrates again and twice at once without harm', async () => {
    const both = Promise.all([migrateQueue(database), migrateQueue(database)]);
    await expect(both).resolves.toEqual([undefined, undefined]);
  });

  it('runs equal jobs once while they wait, and once more when one came while it ran', async () => {
    const queue = await open();
    const [one, sweepSeen] = [payload(), Promise.withResolvers<void>()];
    for (let i = 0; i < 5; i += 1) await queue.enqueue('evaluate', one);
    const [started, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const second = Promise.withResolvers<void>();
    let runs = 0;
    await queue.work(
      handlers({
        evaluate: async () => {
          runs += 1;
          if (runs === 2) second.resolve();
          started.resolve();
          await release.promise;
        },
        'delete-cluster': async () => sweepSeen.resolve(),
      }),
      { concurrency: 1 },
    );
    await started.promise;
    for (let i = 0; i < 5; i += 1) await queue.enqueue('evaluate', one);
    release.resolve();
    await second.promise;
    await queue.enqueue('delete-cluster', payload()); // of a lower priority: runs when nothing else waits
    await sweepSeen.promise;
    expect(runs).toBe(2);
  });

  it('tries again what may heal by itself and discards the rest', async () => {
    const queue = await open();
    const [healed, discarded] = [Promise.withResolvers<number>(), Promise.withResolvers<void>()];
    let [tries, wrong] = [0, 0];
    await queue.work(
      handlers({
        evaluate: async () => {
          tries += 1;
          if (tries === 1) throw error('AWAY', 'the store is away');
          healed.resolve(tries);
        },
        'delete-cluster': async () => {
          wrong += 1;
          discarded.resolve();
          throw error('WRONG', 'no such cluster');
        },
      }),
      { concurrency: 1 },
    );
    await queue.enqueue('delete-cluster', payload());
    await discarded.promise;
    await queue.enqueue('evaluate', payload());
    expect(await healed.promise).toBe(2);
    expect(wrong).toBe(1);
  });

  it('runs the job of a worker that died again elsewhere', async () => {
    const [dying, living] = [await open(), await open()];
    const begun = Promise.withResolvers<void>();
    let aborted = false;
    const hang: JobHandlers['evaluate'] = (_given, { signal }) => {
      signal.addEventListener('abort', () => (aborted = true));
      begun.resolve();
      return new Promise<void>(() => undefined);
    };
    await dying.work(handlers({ evaluate: hang }), { concurrency: 1, lockMs: 1_000 });
    const sent = payload();
    await dying.enqueue('evaluate', sent);
    await begun.promise;
    await dying.close({ graceMs: 10 });
    expect(aborted).toBe(true);
    const done = Promise.withResolvers<ClusterPayload>();
    await living.work(handlers({ evaluate: async (given) => done.resolve(given) }), {
      concurrency: 1,
      lockMs: 1_000,
    });
    expect(await done.promise).toEqual(sent);
  });

  it('waits for running jobs when it closes, and refuses work afterwards', async () => {
    const queue = await open();
    const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let finished = false;
    const evaluate = async (): Promise<void> => {
      begun.resolve();
      await release.promise;
      finished = true;
    };
    await queue.work(handlers({ evaluate }), { concurrency: 1 });
    await queue.enqueue('evaluate', payload());
    await begun.promise;
    const closing = queue.close();
    release.resolve();
    await closing;
    expect(finished).toBe(true);
    await expect(queue.enqueue('sweep', {})).rejects.toMatchObject({ code: 'QUEUE_CLOSED' });
  });

  it('repeats the sweep', async () => {
    const queue = await open();
    const twice = Promise.withResolvers<void>();
    let runs = 0;
    const sweep = async (): Promise<void> => {
      runs += 1;
      if (runs === 2) twice.resolve();
    };
    await queue.work(handlers({ sweep }), { concurrency: 1 });
    await queue.repeat('sweep', 1);
    await twice.promise;
    expect(runs).toBeGreaterThanOrEqual(2);
  });

  it('goes on when its connections were cut', async () => {
    const queue = await open();
    const sent = payload();
    const done = Promise.withResolvers<void>();
    const evaluate = async (given: ClusterPayload): Promise<void> => {
      if (given.clusterId === sent.clusterId) done.resolve();
    };
    await queue.work(handlers({ evaluate }), { concurrency: 1 });
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`;
    await runOnce(database.ownerUrl, cut);
    await vi.waitFor(() => queue.enqueue('evaluate', sent), { timeout: 10_000, interval: 50 });
    await expect(done.promise).resolves.toBeUndefined();
  });

  it('names a schema that is not there and a database that is away', async () => {
    const bare = await testStore({ poolSize: 1 });
    await expect(openQueue({ url: bare.queueUrl, logger: silentLogger })).rejects.toMatchObject({
      code: 'QUEUE_SCHEMA_MISSING',
    });
    await bare.close();
    const away = openQueue({ url: 'postgres://a:hunter2@127.0.0.1:1/x', logger: silentLogger });
    await expect(away).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: expect.not.stringContaining('hunter2'),
    });
  });
});
