import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evaluationCatalog } from '../evaluation-catalog.js';
import { testCatalog } from '../testing/test-catalog.js';
import {
  BINDINGS,
  DEPLOYMENTS,
  TestCluster,
  deployment,
  roleBinding,
  withMode,
} from '../testing/test-cluster.js';
import { RememberedRows } from './remembered-rows.js';
import { rollUp } from './roll-up.js';

let db: TestStore;
beforeAll(async () => void (db = await testStore()));
afterAll(() => db.close());

const ROWS = `select namespace, framework, score, coverage, compliance, requirements, requirements_digest, freshness
  from posture where closed_at is null order by namespace, framework`;
const OPENED = `select namespace from posture where opened_at = (select max(opened_at) from posture) order by namespace`;

const setDirty = (cluster: TestCluster): Promise<unknown> =>
  cluster.query('update directory set dirty = true where organization_id = $1', [cluster.organizationId]);

async function shops(): Promise<TestCluster> {
  const cluster = await TestCluster.create(db);
  await cluster.completeAll();
  for (const namespace of ['blue', 'green'])
    await cluster.put(deployment('a', namespace), DEPLOYMENTS, withMode('good'));
  await cluster.evaluate();
  return cluster;
}

it('opens rows of the scopes that a change moved, and no others', async () => {
  const cluster = await shops();
  await cluster.put(deployment('a', 'green'), DEPLOYMENTS, withMode('bad'));
  await cluster.evaluate();
  expect(await cluster.query(OPENED)).toEqual([{ namespace: '' }, { namespace: 'green' }]);
});

it('comes to the rows that a worker without memory comes to', async () => {
  const cluster = await shops();
  await cluster.put(roleBinding('b', 'blue'), BINDINGS, withMode(''));
  await cluster.end(deployment('a', 'green'), DEPLOYMENTS);
  await cluster.evaluate();
  const remembered = await cluster.query(ROWS);
  await cluster.query('delete from posture');
  await setDirty(cluster);
  await cluster.withCatalog(testCatalog()).evaluate();
  expect(await cluster.query(ROWS)).toEqual(remembered);
});

it('writes again what another worker, or a row of an older schema, left otherwise', async () => {
  const cluster = await shops();
  const before = await cluster.query(ROWS);
  await cluster.query(`update posture set score = 1 where namespace = 'blue'`);
  await cluster.query(`delete from posture where namespace = ''`);
  await setDirty(cluster);
  await cluster.evaluate();
  expect(await cluster.query(ROWS)).toEqual(before);
  await cluster.query('update posture set requirements_digest = null');
  await setDirty(cluster);
  expect(await cluster.evaluate()).toMatchObject({ outcome: 'unchanged' });
});

it('waits while facts come, and stays dirty for the evaluation that they have asked for', async () => {
  const cluster = await shops();
  await cluster.put(deployment('b', 'blue'), DEPLOYMENTS, withMode('bad'));
  await setDirty(cluster);
  const { clusterId, organizationId } = cluster;
  const options = { catalog: evaluationCatalog(testCatalog()), remembered: new RememberedRows() };
  const roll = (mayWait: boolean): Promise<boolean> =>
    cluster.transaction((tx) =>
      rollUp(
        tx,
        { organizationId, clusterId },
        { ...options, instant: cluster.clock.time, judged: 'facts', mayWait },
      ),
    );
  const isDirty = `select dirty from directory where organization_id = $1`;
  await roll(true);
  expect(await cluster.query(isDirty, [organizationId])).toEqual([{ dirty: true }]);
  await roll(false);
  expect(await cluster.query(isDirty, [organizationId])).toEqual([{ dirty: false }]);
  await setDirty(cluster);
  await cluster.evaluate();
  await setDirty(cluster);
  await roll(true); // nothing came meanwhile, so that nobody else would do it
  expect(await cluster.query(isDirty, [organizationId])).toEqual([{ dirty: false }]);
});
