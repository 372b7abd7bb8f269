import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evaluationCatalog } from '../evaluation-catalog.js';
import { planCluster } from '../plan/plan-cluster.js';
import { testCatalog } from '../testing/test-catalog.js';
import { DEPLOYMENTS, TestCluster, deployment, withMode } from '../testing/test-cluster.js';
import { DirtyJudge } from './dirty-judge.js';
import { readAndJudge } from './judged-batch.js';
import type { JudgedBatch } from './judged-batch.js';
import { writeBatch } from './write-batch.js';
import type { Written } from './write-batch.js';

let db: TestStore;
beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());

const catalog = evaluationCatalog(testCatalog());

const plan = (cluster: TestCluster) =>
  cluster.transaction((tx) => planCluster(tx, cluster.clusterId, catalog, cluster.clock.now()));
const read = (cluster: TestCluster, after = ''): Promise<JudgedBatch> =>
  cluster.transaction((tx) => readAndJudge(tx, cluster, catalog, { after }));
const write = (cluster: TestCluster, batch: JudgedBatch): Promise<Written> =>
  cluster.transaction((tx) => writeBatch(tx, cluster, { catalog, batch, instant: cluster.clock.now() }));
const openFindings = (cluster: TestCluster) =>
  cluster.query('select subject_key from findings where closed_at is null');

async function dirtyCluster(mode: string): Promise<TestCluster> {
  const cluster = await TestCluster.create(db);
  await cluster.completeAll();
  await cluster.put(deployment('web'), DEPLOYMENTS, withMode(mode));
  await cluster.put(deployment('db'), DEPLOYMENTS, withMode('good'));
  await plan(cluster);
  return cluster;
}

it('refuses a judgement of facts that were marked again since they were read, and leaves all dirty', async () => {
  const cluster = await dirtyCluster('bad');
  const batch = await read(cluster);
  await cluster.put(deployment('web'), DEPLOYMENTS, withMode('good'));
  await plan(cluster);
  expect(await write(cluster, batch)).toBe('outdated');
  expect(await cluster.query('select from dirty')).toHaveLength(2);
  expect(await openFindings(cluster)).toEqual([]);
});

it('keeps facts that changed after the judgement, and are not marked yet, for the next evaluation', async () => {
  const cluster = await dirtyCluster('good');
  const batch = await read(cluster);
  await cluster.put(deployment('web'), DEPLOYMENTS, withMode('bad'));
  expect(await write(cluster, batch)).toBe('written');
  expect(await openFindings(cluster)).toEqual([]);
  expect(await cluster.evaluate()).toMatchObject({ judged: 1 });
  expect(await openFindings(cluster)).not.toEqual([]);
});

it('refuses what another worker has judged meanwhile', async () => {
  const cluster = await dirtyCluster('bad');
  const [mine, theirs] = [await read(cluster), await read(cluster)];
  expect(await write(cluster, theirs)).toBe('written');
  expect(await write(cluster, mine)).toBe('outdated');
});

it('waits for no fact that ingest is writing again, which waits for the row of the directory then', async () => {
  const cluster = await dirtyCluster('bad');
  await cluster.evaluate();
  await cluster.end(deployment('web'), DEPLOYMENTS);
  await cluster.end(deployment('db'), DEPLOYMENTS);
  await plan(cluster);
  const batch = await read(cluster);
  const facts = () => cluster.query<{ key: string }>(`select subject_key as key from facts order by 1`);
  const before = (await facts()).map(({ key }) => key);
  const again = before.find((key) => key.includes('web'));
  await cluster.transaction(async (tx) => {
    await tx.query('update facts set digest = digest where subject_key = $1', [again]);
    expect(await write(cluster, batch)).toBe('written');
    await tx.query('select from directory where cluster_id = $1 for update', [cluster.clusterId]);
  });
  const ended = before.filter((key) => /web|db/.test(key));
  expect(ended).toHaveLength(2);
  expect((await facts()).map(({ key }) => key)).toEqual(
    before.filter((key) => !ended.includes(key) || key === again),
  );
});

it('judges again under the lock what was outdated when it came to be written', async () => {
  const cluster = await dirtyCluster('bad');
  let transactions = 0;
  const store: typeof db.store = {
    ...db.store,
    transaction: async (organizationId, work) => {
      const result = await db.store.transaction(organizationId, work);
      transactions += 1;
      if (transactions === 2) {
        await cluster.put(deployment('web'), DEPLOYMENTS, withMode('good'));
        await plan(cluster);
      }
      return result;
    },
  };
  const judged = await new DirtyJudge(cluster, { store, catalog, clock: cluster.clock }).run(undefined);
  expect(judged).toEqual({ outcome: 'done', judged: 2, cause: 'facts' });
  expect(await openFindings(cluster)).toEqual([]);
  expect(await cluster.query('select from dirty')).toEqual([]);
});

it('starts after a key', async () => {
  const cluster = await dirtyCluster('bad');
  const keys = (await read(cluster)).keys;
  expect((await read(cluster, keys[0])).keys).toEqual(keys.slice(1));
});
