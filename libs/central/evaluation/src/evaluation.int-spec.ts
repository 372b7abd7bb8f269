import { clusterPosture, findings, organizationOverview, postureCatalog } from '@plimsoll/posture';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_FRAMEWORK, testCatalog } from './testing/test-catalog.js';
import {
  BINDINGS,
  DEPLOYMENTS,
  SYSCTL,
  TestCluster,
  deployment,
  node,
  roleBinding,
  withKernel,
  withMode,
} from './testing/test-cluster.js';

let db: TestStore;
let cluster: TestCluster;
const catalog = postureCatalog(testCatalog());

beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());
beforeEach(async () => {
  cluster = await TestCluster.create(db);
});

interface Row {
  readonly control: string;
  readonly verdict: string;
  readonly open: boolean;
  readonly evidence: string;
  readonly cause: string;
}

const findingRows = (of = cluster): Promise<Row[]> =>
  of.query<Row>(
    `select control, verdict, closed_at is null as open, evidence, cause from findings order by opened_at, control`,
  );

const openTallies = (of = cluster): Promise<object[]> =>
  of.query(
    `select namespace, control, pass, fail, unknown, not_applicable from tallies where closed_at is null order by 1, 2`,
  );

const postureNow = (asOf?: number): ReturnType<typeof clusterPosture> =>
  cluster.transaction((tx) =>
    clusterPosture(tx, catalog, {
      scope: { clusterId: cluster.clusterId },
      framework: TEST_FRAMEWORK,
      now: cluster.clock.time,
      asOf,
    }),
  );

describe('facts become verdicts', () => {
  it('opens a finding for a fail, none for a pass, and moves the tallies', async () => {
    await cluster.completeAll();
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
    await cluster.put(deployment('b'), DEPLOYMENTS, withMode('good'));
    expect(await cluster.evaluate()).toEqual({ outcome: 'evaluated', judged: 2 });
    expect(await findingRows()).toEqual([
      {
        control: 'test/mode',
        verdict: 'fail',
        open: true,
        cause: 'facts',
        evidence: '[{"path":"mode","value":"bad","wanted":"good"}]',
      },
    ]);
    expect(await openTallies()).toEqual([
      { namespace: 'shop', control: 'test/bindings', pass: 2, fail: 0, unknown: 0, not_applicable: 0 },
      { namespace: 'shop', control: 'test/mode', pass: 1, fail: 1, unknown: 0, not_applicable: 0 },
    ]);
    const posture = await postureNow();
    expect(posture.requirements.map(({ verdict }) => verdict)).toEqual(['fail', 'unknown', 'pass']);
    expect(posture.cause).toBe('facts');
  });

  it('closes a finding when it is fixed, and keeps when it first opened when it returns', async () => {
    await cluster.completeAll();
    for (const mode of ['bad', 'worse', 'good', 'bad']) {
      await cluster.put(deployment('a'), DEPLOYMENTS, withMode(mode));
      await cluster.evaluate();
    }
    const rows = await cluster.query<{ open: boolean; same: boolean; evidence: string }>(
      `select closed_at is null as open, first_opened_at = min(opened_at) over () as same, evidence from findings order by opened_at`,
    );
    expect(rows.map(({ open, same }) => ({ open, same }))).toEqual([
      { open: false, same: true },
      { open: false, same: true },
      { open: true, same: true },
    ]);
    expect(rows[1]?.evidence).toContain('worse');
  });

  it('shows the past as it was known then', async () => {
    await cluster.completeAll();
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
    await cluster.evaluate();
    const before = cluster.clock.time;
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('good'));
    await cluster.evaluate();
    expect((await postureNow()).requirements[0]?.verdict).toBe('pass');
    expect((await postureNow(before)).requirements[0]?.verdict).toBe('fail');
    await expect(postureNow(before - 600_000)).rejects.toMatchObject({ code: 'POSTURE_BEFORE_CLUSTER' });
    await expect(postureNow(before - 30_000)).rejects.toMatchObject({ code: 'POSTURE_NOT_EVALUATED' });
    const listed = await cluster.transaction((tx) =>
      findings(tx, catalog, { limit: 10, now: cluster.clock.time, asOf: before }),
    );
    expect(listed).toHaveLength(1);
  });

  it('gives a subject whose fact was rejected unknown verdicts', async () => {
    await cluster.complete(SYSCTL, 'n1');
    await cluster.write([
      { subject: node('n1'), source: SYSCTL, partition: 'n1', body: null, rejection: 'TOO_LARGE' },
    ]);
    await cluster.evaluate();
    const rows = await cluster.query('select control, verdict, reason from findings');
    expect(rows).toEqual([
      { control: 'test/kernel', verdict: 'unknown', reason: 'rejected: the fact of host/sysctl was refused' },
    ]);
  });
});

describe('deletion', () => {
  it('removes a subject without facts with its findings, tallies and tombstones', async () => {
    await cluster.completeAll();
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
    await cluster.evaluate();
    await cluster.end(deployment('a'), DEPLOYMENTS);
    await cluster.evaluate();
    expect((await findingRows()).map(({ open }) => open)).toEqual([false]);
    expect(await openTallies()).toEqual([]);
    expect(await cluster.query('select * from subjects')).toEqual([]);
    expect(await cluster.query('select * from facts')).toEqual([]);
    expect((await postureNow()).requirements[0]?.verdict).toBe('not-applicable');
  });
});

describe('derived facts', () => {
  it('judges the subjects of a changed key again, and no other', async () => {
    await cluster.completeAll();
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('good'));
    await cluster.put(deployment('c', 'other'), DEPLOYMENTS, withMode('good'));
    await cluster.evaluate();
    await cluster.put(roleBinding('r'), BINDINGS, { shape: 'object', object: {} });
    expect((await cluster.evaluate()).judged).toBe(2); // the binding itself and the Deployment beside it
    expect((await findingRows()).map(({ control }) => control)).toEqual(['test/bindings']);
  });

  it('never passes on an incomplete derivation, and judges again when its source completes', async () => {
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('good'));
    await cluster.evaluate();
    expect(await findingRows()).toMatchObject([{ control: 'test/bindings', verdict: 'unknown', open: true }]);
    await cluster.completeAll();
    await cluster.evaluate();
    expect(await findingRows()).toMatchObject([{ control: 'test/bindings', open: false }]);
  });
});

describe('top owners', () => {
  const replicaSet = { group: 'apps', kind: 'ReplicaSet', namespace: 'shop', name: 'a-1' };
  const pod = { group: '', kind: 'Pod', namespace: 'shop', name: 'a-1-x' };
  const owned = {
    shape: 'object',
    object: {
      mode: 'bad',
      metadata: {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a-1', controller: true }],
      },
    },
  } as const;

  it('judges a Pod itself only while its owner is not known', async () => {
    await cluster.put(pod, 'kube/core/Pod', owned);
    await cluster.evaluate();
    expect(await findingRows()).toMatchObject([{ control: 'test/mode', open: true }]);
    await cluster.put(replicaSet, 'kube/apps/ReplicaSet', withMode('bad'));
    await cluster.evaluate();
    expect(await findingRows()).toMatchObject([{ control: 'test/mode', open: false }]);
    await cluster.end(replicaSet, 'kube/apps/ReplicaSet');
    await cluster.evaluate();
    expect((await findingRows()).filter(({ open }) => open)).toHaveLength(1);
  });
});

const TABLES = ['findings', 'tallies', 'posture', 'subjects', 'derived', 'directory'] as const;

async function everything(of = cluster): Promise<unknown> {
  const rows = TABLES.map((table) => of.query(`select * from ${table} order by ${table}::text`));
  return Promise.all(rows);
}

describe('idempotence and crashes', () => {
  it('writes nothing when it runs again', async () => {
    await cluster.completeAll();
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
    await cluster.evaluate();
    const before = await everything();
    expect(await cluster.evaluate()).toEqual({ outcome: 'unchanged', judged: 0 });
    expect(await everything()).toEqual(before);
  });

  it('goes on where it was killed and opens no finding twice', async () => {
    await cluster.completeAll();
    await cluster.write(
      Array.from({ length: 4_500 }, (_, index) => ({
        subject: deployment(`d${index}`),
        source: DEPLOYMENTS,
        body: withMode(index % 3 === 0 ? 'bad' : 'good'),
      })),
    );
    const { store } = cluster.db;
    let left = 9;
    const failing: TestStore = {
      ...cluster.db,
      store: {
        ...store,
        transaction: (organizationId, work) =>
          store.transaction(organizationId, async (tx) => {
            const result = await work(tx);
            if (left-- <= 0) throw new Error('killed before the commit');
            return result;
          }),
        withoutOrganization: (work) => store.withoutOrganization(work),
      },
    };
    const killed = await TestCluster.in(failing, cluster.organizationId);
    const address = { organizationId: cluster.organizationId, clusterId: cluster.clusterId };
    for (let survives = 0; survives < 4; survives += 1) {
      left = survives;
      await expect(killed.evaluation.evaluate(address)).rejects.toThrow('killed');
    }
    await cluster.evaluate();
    const [count] = await cluster.query(
      `select count(*)::int as rows, count(distinct finding_id)::int as findings from findings where cluster_id = $1`,
      [cluster.clusterId],
    );
    expect(count).toEqual({ rows: 1_500, findings: 1_500 });
    expect(await cluster.query('select * from dirty')).toEqual([]);
    expect((await postureNow()).requirements[0]?.verdict).toBe('fail');
  });

  it('gives the same when two workers evaluate at a time', async () => {
    await cluster.completeAll();
    await cluster.write(
      Array.from({ length: 300 }, (_, index) => ({
        subject: deployment(`d${index}`),
        source: DEPLOYMENTS,
        body: withMode('bad'),
      })),
    );
    await Promise.all([cluster.evaluate(), cluster.evaluate()]);
    expect(await findingRows()).toHaveLength(300);
    expect(await openTallies()).toMatchObject([{ pass: 300 }, { fail: 300 }]);
  });
});

describe('organizations', () => {
  it('are isolated', async () => {
    const other = await TestCluster.create(db);
    for (const own of [cluster, other]) {
      await own.completeAll();
      await own.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
      await own.evaluate();
    }
    const overview = await other.transaction((tx) =>
      organizationOverview(tx, catalog, { now: other.clock.time }),
    );
    expect(overview.clusters.map((entry) => entry.cluster.clusterId)).toEqual([other.clusterId]);
    const hidden = other.transaction((tx) =>
      clusterPosture(tx, catalog, {
        scope: { clusterId: cluster.clusterId },
        framework: TEST_FRAMEWORK,
        now: other.clock.time,
      }),
    );
    await expect(hidden).rejects.toMatchObject({ code: 'POSTURE_CLUSTER_NOT_FOUND' });
    expect(await findingRows(other)).toHaveLength(1);
  });
});

describe('time', () => {
  const MAX_AGE = 180_000; // of host/sysctl

  beforeEach(async () => {
    await cluster.complete(SYSCTL, 'n1');
    await cluster.put(node('n1'), SYSCTL, withKernel('1'), 'n1');
    await cluster.evaluate();
  });

  it('computes the overlay when read, and the sweep writes the same row, opened when it became stale', async () => {
    const confirmed = cluster.clock.time - 1_000;
    expect((await postureNow()).validUntil).toBe(confirmed + MAX_AGE);
    cluster.clock.time += 2 * MAX_AGE;
    const rows = await cluster.query('select * from posture');
    const read = await postureNow();
    expect(await cluster.query('select * from posture')).toEqual(rows);
    expect(read.requirements[1]?.verdict).toBe('unknown');
    await cluster.evaluation.handlers.sweep({}, { signal: new AbortController().signal });
    expect(cluster.enqueued).toContainEqual({ job: 'evaluate', clusterId: cluster.clusterId });
    await cluster.evaluate();
    const written = await postureNow();
    expect(written).toEqual({ ...read, at: written.at });
    expect(written).toMatchObject({ cause: 'time', openedAt: confirmed + MAX_AGE });
    expect((await postureNow(confirmed + MAX_AGE - 1)).requirements[1]?.verdict).toBe('pass');
  });

  it('returns to what it was when the source is confirmed again, without a changed fact', async () => {
    cluster.clock.time += 2 * MAX_AGE;
    await cluster.evaluate();
    await cluster.complete(SYSCTL, 'n1');
    expect((await postureNow()).requirements[1]?.verdict).toBe('pass');
    cluster.enqueued.length = 0;
    await cluster.evaluation.handlers.sweep({}, { signal: new AbortController().signal });
    expect(cluster.enqueued).toContainEqual({ job: 'evaluate', clusterId: cluster.clusterId });
    await cluster.evaluate();
    expect(await postureNow()).toMatchObject({ cause: 'time', freshness: { stale: 0 } });
  });

  it('only moves the instant when a source was confirmed in time', async () => {
    cluster.clock.time += MAX_AGE / 2;
    await cluster.complete(SYSCTL, 'n1');
    const confirmed = cluster.clock.time;
    cluster.clock.time += MAX_AGE / 2;
    expect(await cluster.evaluate()).toMatchObject({ outcome: 'unchanged' });
    const rows = await cluster.query('select valid_until from posture');
    expect(rows).toEqual([{ valid_until: new Date(confirmed + MAX_AGE) }]);
  });
});

describe('a catalogue upgrade', () => {
  it('judges the subjects of changed controls only, and a worker below it leaves the job', async () => {
    await cluster.completeAll();
    await cluster.complete(SYSCTL, 'n1');
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
    await cluster.put(node('n1'), SYSCTL, withKernel('0'), 'n1');
    await cluster.evaluate();
    const newer = cluster.withCatalog(testCatalog(2, { 'test/kernel': 'v2' }));
    expect((await newer.evaluate()).judged).toBe(1);
    expect(await cluster.evaluate()).toEqual({ outcome: 'behind', judged: 0 });
    expect(cluster.evaluation.readiness()).toMatchObject({ ready: false });
    expect(newer.evaluation.readiness()).toEqual({ ready: true });
  });

  it('rolls posture up again when only a mapping changed, and says why', async () => {
    await cluster.completeAll();
    await cluster.complete(SYSCTL, 'n1');
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
    await cluster.put(node('n1'), SYSCTL, withKernel('1'), 'n1');
    await cluster.evaluate();
    const catalog = testCatalog(2);
    const frameworks = catalog.frameworks.map((framework) => ({
      ...framework,
      requirements: framework.requirements.filter(({ id }) => id !== '2'),
    }));
    const newer = cluster.withCatalog({ ...catalog, frameworks });
    expect(await newer.evaluate()).toEqual({ outcome: 'evaluated', judged: 0 });
    const rows = await cluster.query(
      `select cause, passed::int from posture where namespace = '' and closed_at is null`,
    );
    expect(rows).toEqual([{ cause: 'catalogue', passed: 1 }]);
    expect(await newer.evaluate()).toEqual({ outcome: 'unchanged', judged: 0 });
  });

  it('closes what is open of a control that is gone', async () => {
    await cluster.completeAll();
    await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
    await cluster.evaluate();
    const { controls } = testCatalog();
    const without = controls.filter(({ id }) => id !== 'test/mode');
    const newer = cluster.withCatalog(testCatalog(2, {}, without));
    await newer.evaluate();
    expect((await findingRows()).map(({ open }) => open)).toEqual([false]);
    expect(await openTallies()).toMatchObject([{ control: 'test/bindings' }]);
    await newer.put(deployment('a'), DEPLOYMENTS, withMode('good'));
    await newer.evaluate();
    expect(await openTallies()).toMatchObject([{ control: 'test/bindings', pass: 1 }]);
  });
});

it('notifies with the ids after a change', async () => {
  const received: string[] = [];
  const stop = await db.store.listen('plimsoll_posture', (payload) => received.push(payload));
  await cluster.put(deployment('a'), DEPLOYMENTS, withMode('bad'));
  await cluster.evaluate();
  await expect
    .poll(() => received.map((payload) => JSON.parse(payload)))
    .toContainEqual({
      organizationId: cluster.organizationId,
      clusterId: cluster.clusterId,
    });
  await stop();
});
