import { defineErrors } from '@plimsoll/errors';
import type { Queue } from '@plimsoll/queue';
import { silentLogger } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DEPLOYMENTS, TestCluster, deployment, withMode } from '../testing/test-cluster.js';
import { Sweep } from './sweep.js';

const { error } = defineErrors({
  BROKEN: { kind: 'internal', hint: '' },
  AWAY: { kind: 'unavailable', retryable: true, hint: '' },
});

let db: TestStore;
/** In the order of the sweep, each of an organization of its own; all are behind. */
let clusters: readonly TestCluster[];
const thinned: string[] = [];
let now = 0;
const enqueued: string[] = [];

beforeAll(async () => {
  db = await testStore();
  const made = [await TestCluster.create(db), await TestCluster.create(db), await TestCluster.create(db)];
  for (const cluster of made) await cluster.put(deployment('a'), DEPLOYMENTS, withMode('good'));
  clusters = made.toSorted((a, b) => (a.organizationId < b.organizationId ? -1 : 1));
});
beforeEach(() => {
  thinned.length = 0;
  enqueued.length = 0;
  now = 1_000_000;
});
afterAll(() => db.close());

/** Fails for the first cluster as it is told. */
function sweepWith(failing: { readonly thinning?: Error; readonly queue?: Error }): () => Promise<void> {
  const [first] = clusters;
  const store: Store = {
    withoutOrganization: (work) => db.store.withoutOrganization(work),
    transaction: async (organizationId, work) => {
      thinned.push(organizationId);
      if (failing.thinning && organizationId === first?.organizationId) throw failing.thinning;
      return db.store.transaction(organizationId, work);
    },
    listen: (channel, received) => db.store.listen(channel, received),
    ping: () => db.store.ping(),
    close: () => db.store.close(),
  };
  const enqueue: Queue['enqueue'] = async (_job, payload) => {
    const id = 'organizationId' in payload ? payload.organizationId : '';
    enqueued.push(id);
    if (failing.queue && id === first?.organizationId) throw failing.queue;
  };
  const clock = { now: () => now };
  const sweep = new Sweep({ store, queue: { enqueue }, ordinal: 1, clock, logger: silentLogger });
  return () => sweep.run(new AbortController().signal);
}

const ids = (): readonly string[] => clusters.map(({ organizationId }) => organizationId);

it('goes on with the others when the history of one cannot be thinned, and begins behind it next time', async () => {
  const run = sweepWith({ thinning: error('BROKEN', 'no') });
  await run();
  expect(enqueued).toEqual(ids());
  expect(thinned).toEqual(ids());
  now += 60_000;
  await run();
  expect(thinned.slice(3)).toEqual(ids());
});

it('thins a cluster once a minute, but tries again what failed', async () => {
  const run = sweepWith({ thinning: error('BROKEN', 'no') });
  await run();
  await run();
  expect(thinned.slice(3)).toEqual(ids().slice(0, 1));
});

it('leaves a store that is away, and begins with another cluster next time', async () => {
  const run = sweepWith({ thinning: error('AWAY', 'gone') });
  await run();
  expect(thinned).toEqual(ids().slice(0, 1));
  await run();
  expect(thinned.slice(1)).toEqual([...ids().slice(1), ids()[0]]);
});

it('enqueues the others when one is refused, thins, then fails so that the job is tried again', async () => {
  const run = sweepWith({ queue: error('BROKEN', 'no') });
  await expect(run()).rejects.toMatchObject({ code: 'BROKEN' });
  expect(enqueued).toEqual(ids());
  expect(thinned).toEqual(ids());
});

it('asks a queue that is away once, and thins all the same', async () => {
  await expect(sweepWith({ queue: error('AWAY', 'gone') })()).rejects.toMatchObject({ code: 'AWAY' });
  expect(enqueued).toEqual(ids().slice(0, 1));
  expect(thinned).toEqual(ids());
});
