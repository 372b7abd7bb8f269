import { subjectKey } from '@plimsoll/model';
import {
  clusterHealth,
  clusterPosture,
  controlsOverview,
  countFindings,
  findingById,
  findings,
  organizationOverview,
  postureCatalog,
  postureHistory,
  subjectByKey,
  subjects,
} from '@plimsoll/posture';
import type { FindingPosition, ShownFinding, SubjectPosition } from '@plimsoll/posture';
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
let cluster: TestCluster;
let second: TestCluster;
const catalog = postureCatalog(testCatalog());

/** Two clusters of one organization: 30 Deployments, half of them bad, and a bad node; an empty one. */
beforeAll(async () => {
  db = await testStore();
  cluster = await TestCluster.create(db);
  second = await TestCluster.in(db, cluster.organizationId);
  await cluster.completeAll();
  await cluster.complete(SYSCTL, 'n1');
  await cluster.write(
    Array.from({ length: 30 }, (_, index) => ({
      subject: deployment(`d${index}`, index < 10 ? 'shop' : 'other'),
      source: DEPLOYMENTS,
      body: withMode(index % 2 === 0 ? 'good' : 'bad'),
    })),
  );
  await cluster.write([
    { subject: node('n1'), source: SYSCTL, partition: 'n1', body: withKernel('0') },
    { subject: node('n2'), source: SYSCTL, partition: 'n2', body: null, rejection: 'FACT_TOO_LARGE: 3 MiB' },
  ]);
  await cluster.evaluate();
});
afterAll(() => db.close());

const now = (): number => cluster.clock.time;

it('pages through findings without a gap or a repetition, worst first', async () => {
  const all: ShownFinding[] = [];
  let after: FindingPosition | undefined;
  for (let more = true; more;) {
    const page = await cluster.transaction((tx) => findings(tx, catalog, { limit: 4, now: now(), after }));
    all.push(...page);
    after = page.at(-1)?.position;
    more = page.length === 4;
  }
  expect(new Set(all.map(({ id }) => id)).size).toBe(17);
  expect(all).toHaveLength(17);
  const severities = all.map(({ severity }) => severity);
  expect(severities).toEqual(
    [...severities].sort((left, right) => (left === right ? 0 : left === 'high' ? -1 : 1)),
  );
});

it('filters findings by namespace, control, severity, verdict, framework and status', async () => {
  const count = (filter: Parameters<typeof countFindings>[2]['filter']): Promise<number> =>
    cluster.transaction(
      async (tx) => (await countFindings(tx, catalog, { filter: filter ?? {}, now: now() })).count,
    );
  expect(await count({ namespaces: ['shop'] })).toBe(5);
  expect(await count({ severities: ['medium'] })).toBe(2);
  expect(await count({ verdicts: ['unknown'] })).toBe(1);
  expect(await count({ clusters: [second.clusterId] })).toBe(0);
  expect(
    await count({ framework: TEST_FRAMEWORK, controls: catalog.controls.slice(0, 1).map(({ id }) => id) }),
  ).toBe(15);
  expect(await count({ status: 'closed' })).toBe(0);
  expect(await count({ openedSince: now() + 1 })).toBe(0);
});

it('finds a finding by its id with its intervals, and nothing for another id', async () => {
  const [first] = await cluster.transaction((tx) => findings(tx, catalog, { limit: 1, now: now() }));
  const found = await cluster.transaction((tx) => findingById(tx, catalog, first?.id ?? '', now()));
  expect(found?.finding).toEqual(first);
  expect(found?.intervals).toHaveLength(1);
  expect(await cluster.transaction((tx) => findingById(tx, catalog, 'ab'.repeat(16), now()))).toBeUndefined();
  expect(await cluster.transaction((tx) => findingById(tx, catalog, `' or 1=1`, now()))).toBeUndefined();
});

it('pages through subjects with their counts', async () => {
  const keys: string[] = [];
  let after: SubjectPosition | undefined;
  for (let more = true; more;) {
    const page = await cluster.transaction((tx) =>
      subjects(tx, { limit: 7, after, filter: { kinds: ['Deployment'] } }),
    );
    keys.push(...page.map(({ key }) => key));
    expect(page.every(({ counts }) => counts.pass + counts.fail === 2)).toBe(true);
    const last = page.at(-1);
    after = last && { clusterId: last.clusterId, key: last.key };
    more = page.length === 7;
  }
  expect(new Set(keys).size).toBe(30);
  expect(keys).toHaveLength(30);
});

it('computes the evidence of passes again from the facts', async () => {
  const key = subjectKey(deployment('d0'));
  const found = await cluster.transaction((tx) =>
    subjectByKey(tx, catalog, { clusterId: cluster.clusterId, key, evidence: true, now: now() }),
  );
  expect(
    found?.verdicts.map(({ control, verdict, judgement }) => [control.id, verdict, judgement]),
  ).toContainEqual([
    'test/mode',
    'pass',
    { verdict: 'pass', evidence: [{ path: 'mode', value: 'good', wanted: 'good' }] },
  ]);
});

it('shows health: freshness with the next step, and rejected facts', async () => {
  const health = await cluster.transaction((tx) => clusterHealth(tx, cluster.clusterId, now() + 200_000));
  expect(health.sources.find(({ source }) => source === SYSCTL)).toMatchObject({
    freshness: 'stale',
    partition: 'n1',
  });
  expect(
    health.sources.filter(({ freshness, nextStep }) => (freshness === 'fresh') !== (nextStep === '')),
  ).toEqual([]);
  expect(health.rejected).toMatchObject([{ subjectKey: '/Node//n2', reason: 'FACT_TOO_LARGE: 3 MiB' }]);
  expect(health.evaluation.pending).toBe(false);
});

it('sums the tallies of every control', async () => {
  const rows = await cluster.transaction((tx) => controlsOverview(tx, catalog, { now: now() }));
  expect(rows.find(({ control }) => control === 'test/mode')).toMatchObject({
    clusters: 1,
    counts: { pass: 15, fail: 15 },
  });
});

it('gives the organization the mean of the clusters that have a score, and the number of the others', async () => {
  const overview = await cluster.transaction((tx) => organizationOverview(tx, catalog, { now: now() }));
  expect(overview.clusters).toHaveLength(2);
  const score = overview.clusters.flatMap(({ postures }) => postures.map((posture) => posture.score));
  expect(overview.scores).toEqual([{ framework: TEST_FRAMEWORK, score: score[0], withScore: 1, without: 1 }]);
});

it('answers history with its resolution and refuses ranges that it cannot answer', async () => {
  const scope = { clusterId: cluster.clusterId };
  const history = (from: number, to: number): ReturnType<typeof postureHistory> =>
    cluster.transaction((tx) =>
      postureHistory(tx, catalog, { scope, framework: TEST_FRAMEWORK, from, to, now: now() }),
    );
  expect(await history(now() - 10_000, now() + 1)).toMatchObject({
    resolution: 'exact',
    points: [{ closedAt: null }],
  });
  await expect(history(now(), now())).rejects.toMatchObject({ code: 'POSTURE_RANGE_INVALID' });
  await expect(history(0, now())).rejects.toMatchObject({ code: 'POSTURE_OUTSIDE_RETENTION' });
});

it('shows the posture of a namespace', async () => {
  const posture = await cluster.transaction((tx) =>
    clusterPosture(tx, catalog, {
      scope: { clusterId: cluster.clusterId, namespace: 'shop' },
      framework: TEST_FRAMEWORK,
      now: now(),
    }),
  );
  expect(posture.requirements.map(({ verdict }) => verdict)).toEqual(['fail', 'not-applicable', 'pass']);
});
