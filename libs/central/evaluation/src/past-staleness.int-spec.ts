import { clusterPosture, organizationOverview, postureCatalog } from '@plimsoll/posture';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_FRAMEWORK, testCatalog } from './testing/test-catalog.js';
import { SYSCTL, TestCluster, node, withKernel } from './testing/test-cluster.js';

let db: TestStore;
beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());

const MAX_AGE = 180_000; // of host/sysctl
const catalog = postureCatalog(testCatalog());

it('an outage that is over is still in the past, in the cluster and in the overview', async () => {
  const cluster = await TestCluster.create(db);
  const { clock, clusterId } = cluster;
  await cluster.complete(SYSCTL, 'n1');
  await cluster.put(node('n1'), SYSCTL, withKernel('1'), 'n1');
  await cluster.evaluate();
  clock.time += 2 * MAX_AGE;
  await cluster.evaluate();
  const outage = clock.time;
  clock.time += 60_000;
  await cluster.complete(SYSCTL, 'n1');
  const stateAt = (asOf?: number): Promise<string | undefined> =>
    cluster.transaction(async (tx) => {
      const scope = { clusterId };
      const posture = await clusterPosture(tx, catalog, {
        scope,
        framework: TEST_FRAMEWORK,
        now: clock.time,
        asOf,
      });
      return posture.requirements[1]?.verdict;
    });
  const staleAt = (asOf?: number): Promise<number | undefined> =>
    cluster.transaction(async (tx) => {
      const { clusters } = await organizationOverview(tx, catalog, { now: clock.time, asOf });
      return clusters.find((one) => one.cluster.clusterId === clusterId)?.postures[0]?.freshness.stale;
    });
  expect([await stateAt(outage), await staleAt(outage)]).toEqual(['unknown', 1]);
  await cluster.evaluate();
  expect([await stateAt(outage), await staleAt(outage)]).toEqual(['unknown', 1]);
  expect([await stateAt(), await staleAt()]).toEqual(['pass', 0]);
});
