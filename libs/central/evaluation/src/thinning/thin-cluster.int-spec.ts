import { timestamp } from '@plimsoll/posture';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockCluster } from '../evaluated-cluster.js';
import { TestCluster } from '../testing/test-cluster.js';
import { isKept } from './thin-intervals.js';
import { thinCluster } from './thin-cluster.js';

let db: TestStore;
beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());

const HOUR = 3_600_000;

async function insertTallies(
  cluster: TestCluster,
  intervals: readonly (readonly [number, number | null])[],
): Promise<void> {
  for (const [opened, closed] of intervals) {
    await cluster.query(
      `insert into tallies (organization_id, cluster_id, namespace, control, opened_at, closed_at, pass, fail, unknown, not_applicable, cause)
       values ($1, $2, '', 'test/mode', $3::timestamptz, $4::timestamptz, 1, 0, 0, 0, 'facts')`,
      [
        cluster.organizationId,
        cluster.clusterId,
        timestamp(opened),
        closed === null ? null : timestamp(closed),
      ],
    );
  }
}

const kept = (cluster: TestCluster): Promise<{ opened: Date; closed: Date | null }[]> =>
  cluster.query('select opened_at as opened, closed_at as closed from tallies order by opened_at');

it('removes by age exactly what the rule does not keep', async () => {
  const cluster = await TestCluster.create(db);
  const now = cluster.clock.time;
  const start = now - 200 * 24 * HOUR;
  const lengths = Array.from({ length: 300 }, (_, index) => ((index * 7_919) % 1_000) * 55_000 + 1_000);
  let opened = start;
  const intervals = lengths.map((length): readonly [number, number] => {
    const interval = [opened, opened + length] as const;
    opened += length;
    return interval;
  });
  await insertTallies(cluster, [...intervals, [opened, null]]);
  await cluster.transaction((tx) => thinCluster(tx, cluster.clusterId, now));
  const wanted = intervals.filter(([openedAt, closedAt]) => isKept({ openedAt, closedAt }, now));
  expect(wanted.length).toBeLessThan(intervals.length);
  expect((await kept(cluster)).map((row) => row.opened.getTime())).toEqual([
    ...wanted.map(([from]) => from),
    opened,
  ]);
});

it('thins a burst to the first nine and the last, which stays open', async () => {
  const cluster = await TestCluster.create(db);
  const minute = Math.floor(cluster.clock.time / 60_000) * 60_000 - 120_000;
  const burst = Array.from({ length: 15 }, (_, index): readonly [number, number | null] => [
    minute + index * 1_000,
    index === 14 ? null : minute + (index + 1) * 1_000,
  ]);
  await insertTallies(cluster, burst);
  await cluster.transaction((tx) => thinCluster(tx, cluster.clusterId, cluster.clock.time));
  const rows = await kept(cluster);
  expect(rows).toHaveLength(10);
  expect(rows[8]?.closed).toEqual(rows[9]?.opened);
  expect(rows[9]?.closed).toBeNull();
  expect(await cluster.transaction((tx) => thinCluster(tx, cluster.clusterId, cluster.clock.time))).toBe(0);
});

it('waits for no evaluation where nothing is to be removed', async () => {
  const cluster = await TestCluster.create(db);
  await insertTallies(cluster, [[cluster.clock.time - 180_000, null]]);
  const removed = await cluster.transaction(async (evaluating) => {
    await lockCluster(evaluating, cluster.clusterId);
    return cluster.transaction((tx) => thinCluster(tx, cluster.clusterId, cluster.clock.time));
  });
  expect(removed).toBe(0);
});
