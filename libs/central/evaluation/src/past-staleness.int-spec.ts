import { DERIVATIONS } from '@plimsoll/engine';
import { clusterPosture, findings, organizationOverview, postureCatalog } from '@plimsoll/posture';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_FRAMEWORK, testCatalog } from './testing/test-catalog.js';
import {
  DEPLOYMENTS,
  SYSCTL,
  TestCluster,
  deployment,
  node,
  withKernel,
  withMode,
} from './testing/test-cluster.js';

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

it('a finding of the past is as stale, and was as lately seen, as it was then', async () => {
  const cluster = await TestCluster.create(db);
  const { clock } = cluster;
  const shown = (asOf?: number) =>
    cluster.transaction(async (tx) => {
      const [finding] = await findings(tx, catalog, { limit: 5, now: clock.time, asOf });
      return finding && [finding.stale, finding.lastSeenAt];
    });
  await cluster.complete(SYSCTL, 'n1');
  await cluster.put(node('n1'), SYSCTL, withKernel('0'), 'n1');
  await cluster.evaluate();
  const [began, confirmed] = [clock.time, clock.time];
  clock.time += 2 * MAX_AGE;
  await cluster.evaluate();
  const outage = clock.time;
  expect(await shown()).toEqual([true, confirmed]);
  clock.time += 60_000;
  await cluster.complete(SYSCTL, 'n1');
  const over = clock.time;
  await cluster.evaluate();
  expect(await shown()).toEqual([false, over]);
  expect(await shown(outage)).toEqual([true, confirmed]);
  expect(await shown(began + 1_000)).toEqual([false, began + 1_000]);
  clock.time += 60_000;
  await cluster.put(node('n1'), SYSCTL, withKernel('1'), 'n1');
  await cluster.evaluate();
  expect(await shown(outage)).toEqual([true, confirmed]); // it was open then, though it is closed by now
  clock.time += 2 * MAX_AGE;
  await cluster.evaluate();
  expect(await shown(over + 1_000)).toEqual([false, over]); // stale today, and it was not then
});

it('posture of the past follows the Kubernetes version of then', async () => {
  const parts = testCatalog();
  const upTo = { to: '1.30', otherwise: 'only up to 1.30' };
  const versioned = {
    ...parts,
    derivations: [...parts.derivations, ...DERIVATIONS.filter(({ id }) => id === 'platform')],
    frameworks: parts.frameworks.map((framework) => ({
      ...framework,
      requirements: framework.requirements.map((one) => (one.id === '1' ? { ...one, versions: upTo } : one)),
    })),
  };
  const cluster = await TestCluster.create(db, versioned);
  const { clock, clusterId } = cluster;
  const version = (gitVersion: string) =>
    cluster.put({ group: '', kind: 'Cluster', namespace: '', name: 'cluster' }, 'cluster/version', {
      shape: 'settings',
      settings: { gitVersion },
    });
  const stateAt = (asOf: number): Promise<string | undefined> =>
    cluster.transaction(async (tx) => {
      const query = { scope: { clusterId }, framework: TEST_FRAMEWORK, now: clock.time, asOf };
      return (await clusterPosture(tx, postureCatalog(versioned), query)).requirements[0]?.verdict;
    });
  await cluster.completeAll();
  await cluster.complete(SYSCTL, 'n1');
  await cluster.complete('cluster/version', '');
  await version('v1.30.1');
  await cluster.put(node('n1'), SYSCTL, withKernel('1'), 'n1');
  await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
  await cluster.evaluate();
  clock.time += MAX_AGE + 1_000; // the row has expired, and no sweep has written the next one
  const then = clock.time;
  clock.time += 1_000;
  await cluster.query(
    `update derived set value = '{"kubernetesVersion":"1.34","distribution":"unknown"}' where derivation = 'platform'`,
  );
  expect(await stateAt(then)).toBe('fail');
  await version('v1.34.0');
  await cluster.evaluate();
  expect(await stateAt(then)).toBe('fail'); // the row that the sweep has written for that time
  expect(await stateAt(clock.time)).toBe('not-applicable');
});
