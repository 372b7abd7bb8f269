import { changesSince } from '@plimsoll/posture';
import type { Change } from '@plimsoll/posture';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEPLOYMENTS, TestCluster, deployment, withMode } from './testing/test-cluster.js';

let db: TestStore;

beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());

const START = { commit: 0, taken: -1, changedAt: 0 };
const feedOf = async (cluster: TestCluster): Promise<readonly Change[]> =>
  (await cluster.transaction((tx) => changesSince(tx, START, 1_000))).changes;

/** Every opening and closing of an interval, as the tables have them. */
const TABLES = /* sql */ `
select distinct id, (extract(epoch from at) * 1000)::float8 as at from (
  select encode(finding_id, 'hex') as id, opened_at as at from findings
  union all select encode(finding_id, 'hex'), closed_at from findings where closed_at is not null
) both_ends order by at, id`;

it('names every finding that an evaluation opens, changes or closes, and each change of posture', async () => {
  const cluster = await TestCluster.create(db);
  await cluster.completeAll();
  await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
  await cluster.put(deployment('b'), DEPLOYMENTS, withMode('bad'));
  await cluster.evaluate();
  await cluster.put(deployment('a'), DEPLOYMENTS, withMode('worse')); // other evidence
  await cluster.evaluate();
  await cluster.put(deployment('a'), DEPLOYMENTS, withMode('good'));
  await cluster.end(deployment('b'), DEPLOYMENTS);
  await cluster.evaluate();
  await cluster.evaluate(); // changes nothing
  const feed = await feedOf(cluster);
  const found = feed.flatMap(({ finding, changedAt }) => (finding ? [{ id: finding, at: changedAt }] : []));
  const order = (rows: readonly { id: string; at: number }[]): readonly { id: string; at: number }[] =>
    rows.toSorted((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
  expect(order(found)).toEqual(await cluster.query(TABLES));
  const opened = await cluster.query<{ at: number }>(
    `select distinct (extract(epoch from opened_at) * 1000)::float8 as at from posture order by at`,
  );
  expect(feed.filter(({ finding }) => finding === undefined).map(({ changedAt: at }) => ({ at }))).toEqual(
    opened,
  );
});
