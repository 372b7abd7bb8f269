// Every process between a real API server and GraphQL is killed or cut at random, while the cluster goes on changing.
import { hash, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { kubeFact } from '@plimsoll/collectors';
import { KUBE_COLLECTORS } from '@plimsoll/collectors/kube';
import { isPlimsollError } from '@plimsoll/errors';
import { seeded } from '@plimsoll/fleet';
import { bodyDigest, canonicalBody, factDigest, subjectKey, type JsonObject } from '@plimsoll/model';
import { startTestbed, type ServerName, type Testbed } from '@plimsoll/testbed';
import { describeTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { isAlive, processesNaming } from '../e2e/support/orphans.js';
import { Program } from '../e2e/support/program.js';
import { factsOf, progress, query, type Progress, type Seen } from '../flow/support/read.js';
import { agentUser } from './support/agent-user.js';
import { cutProxy, kubeconfigAt, type CutProxy } from './support/cut-proxy.js';
import { FeedReader } from './support/feed-reader.js';
import { RestlessCluster } from './support/restless-cluster.js';
import { startSeparateRoles, type SeparateRoles } from './support/separate-roles.js';

const FAULTS = 50;
const BETWEEN_MS = [500, 3_000] as const;
const SETTLED_WITHIN_MS = 120_000;
const seed = Number(process.env['PLIMSOLL_FAULTS_SEED'] ?? randomInt(2 ** 31));
const random = seeded(seed);

/** Every watched kind and the version. */
const UNITS = KUBE_COLLECTORS.length + 1;
const isDone = ({ settled, units }: Progress): boolean => {
  const states = Object.values(units);
  return settled && states.length === UNITS && states.every((state) => state === 'complete');
};

const sha256 = (text: string): string => hash('sha256', text, 'hex');

describeTestbed('agent, API server, compaction, gateway, worker and Postgres, failing at random', () => {
  let centre: SeparateRoles;
  let testbed: Testbed;
  let proxy: CutProxy;
  let agent: Program;
  let seen: Seen;
  let feed: FeedReader;
  let cluster: RestlessCluster;
  const ends: (() => Promise<unknown>)[] = [];
  const postgresPids = new Set<number>();
  const serverPids = new Set<number>();

  beforeAll(async () => {
    console.info(`live faults: PLIMSOLL_FAULTS_SEED=${seed}`);
    testbed = await startTestbed();
    ends.push(() => testbed.stop());
    centre = await startSeparateRoles();
    ends.push(() => centre.remove());
    proxy = await cutProxy(Number(new URL(testbed.url).port));
    const statePath = join(centre.folder, 'agent.json');
    const clusterId = await centre.enroll('faulty', statePath);
    seen = { store: centre.store, organizationId: centre.organizationId, clusterId };
    const rights = await agentUser(testbed);
    agent = new Program('agent', {
      AGENT_ROLE: 'cluster',
      AGENT_STATE_FILE: statePath,
      AGENT_KUBECONFIG: await kubeconfigAt(rights.kubeconfig, proxy.port, join(centre.folder, 'kubeconfig')),
      AGENT_RECONNECT_MAX: '5s',
    });
    cluster = new RestlessCluster(testbed.admin, await testbed.createNamespace(), random);
    feed = new FeedReader(centre.httpPort, centre.token);
    await feed.start();
    ends.push(
      () => proxy.close(),
      () => agent.kill(),
      () => feed.stop(),
      () => cluster.stop(),
    );
  }, 120_000);
  beforeEach(({ onTestFailed }) =>
    onTestFailed(() => {
      for (const program of [agent, ...Object.values(centre.roles)])
        console.error(`the end of what the ${program.name} said:\n${program.output.slice(-4_000)}`);
    }),
  );
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  }, 60_000);

  const killed = async (program: Program): Promise<boolean> => {
    const alive = await program.kill();
    program.start();
    return alive;
  };

  const restarted = async (server: ServerName): Promise<boolean> => {
    note(testbed.pid(server));
    await testbed.restart(server);
    note(testbed.pid(server));
    return true;
  };
  const note = (pid: number | undefined): void => void (pid !== undefined && serverPids.add(pid));

  const faults = {
    agent: () => killed(agent),
    'api-server': () => restarted('kube-apiserver'),
    cut: async () => proxy.cut() > 0,
    // What is watched from is forgotten only by a server that started since.
    compaction: async () => {
      await testbed.compact();
      return restarted('kube-apiserver');
    },
    gateway: () => killed(centre.roles.gateway),
    worker: () => killed(centre.roles.worker),
    postgres: async () => {
      const pid = centre.postgres.pid();
      postgresPids.add(pid);
      if (!isAlive(pid)) return false;
      process.kill(pid, 'SIGKILL'); // its supervisor starts another
      return true;
    },
  } as const satisfies Record<string, () => Promise<boolean>>;
  const NAMES = ['agent', 'api-server', 'cut', 'compaction', 'gateway', 'worker', 'postgres'] as const;

  it(
    `${FAULTS} times: the store equals the cluster, and the feed told every change`,
    { timeout: 480_000 },
    async () => {
      agent.start();
      await cluster.start();
      const began = performance.now();
      const happened: (keyof typeof faults)[] = [];
      while (happened.length < FAULTS) {
        await wait(random.between(...BETWEEN_MS)); // the time in which something is going on that a fault can meet
        const name = random.pick(NAMES);
        if (await faults[name]()) happened.push(name);
      }
      await cluster.stop();
      const counts = Object.entries(Object.groupBy(happened, (name) => name)).map(
        ([name, all]) => `${name} ${all.length}`,
      );
      console.info(
        `live faults: ${counts.join(', ')} in ${Math.round((performance.now() - began) / 1_000)} s; ` +
          `${cluster.done} changes, ${cluster.refused} refused, ${feed.failures.length} failed reads of the feed`,
      );
      expect(cluster.done).toBeGreaterThan(500);

      await testbed.admin.request('GET', '/readyz');
      const wanted = await clusterDigests(testbed);
      const stored = await eventually(
        () => storedDigests(seen),
        (now) => difference(now, wanted).length === 0,
      );
      expect(difference(stored, wanted)).toEqual([]);
      const { settled, units } = await eventually(() => progress(seen), isDone);
      expect(units).toEqual(Object.fromEntries(Object.keys(units).map((source) => [source, 'complete'])));
      expect(settled).toBe(true);
      for (const row of await factsOf(seen))
        expect(
          Buffer.from(factDigest(row.subject_key, row.trim_version, bodyDigest(row.body))).equals(row.digest),
          row.subject_key,
        ).toBe(true);
    },
  );

  it('no finding is open twice, and none opens before it was closed', async () => {
    const all = await intervals(seen);
    expect(all.length).toBeGreaterThan(200);
    const open = all.filter(({ closed }) => closed === null).map(({ finding }) => finding);
    expect(open.length).toBe(new Set(open).size);
    expect(overlapping(all)).toEqual([]);
  });

  it('a reader of the feed was told every change of every finding, none of them twice', async () => {
    await feed.caughtUp();
    const told = new Set(
      feed.told.map(({ finding, changedAt }) => `${finding ?? '?'} ${Date.parse(changedAt)}`),
    );
    const happened = (await intervals(seen)).flatMap(({ finding, opened, closed }) =>
      [opened, closed].flatMap((at) => (at === null ? [] : [`${finding} ${at}`])),
    );
    expect(happened.filter((change) => !told.has(change))).toEqual([]);
    const cursors = feed.told.map(({ cursor }) => cursor);
    expect(cursors.length).toBe(new Set(cursors).size);
  });

  it('leaves no process behind', async () => {
    await feed.stop();
    expect(await agent.stop()).toBe(0);
    postgresPids.add(centre.postgres.pid());
    for (const server of ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const)
      note(testbed.pid(server));
    await proxy.close();
    await testbed.stop();
    await centre.stop();
    const programs = [agent, ...Object.values(centre.roles)].flatMap(({ pids }) => pids);
    const pids = [...programs, ...postgresPids, ...serverPids];
    expect(pids.length).toBeGreaterThan(10);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await processesNaming(centre.folder)).toEqual([]);
  });
});

/** Reads until it is good, or time is up; what a database that comes back refuses meanwhile is asked again. */
async function eventually<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    try {
      const value = await read();
      if (good(value) || performance.now() > deadline) return value;
    } catch (error) {
      if (!isPlimsollError(error) || !error.retryable) throw error;
    }
    await wait(200); // between two looks at other processes
  }
}

interface ListText {
  readonly items: readonly JsonObject[];
}

/** What the API server has, by `subject source`: the digest of the body. One plain list a kind, by nobody's reader. */
async function clusterDigests({ admin }: Testbed): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const { group, kind, versions, reads } of KUBE_COLLECTORS) {
    const [version = 'v1'] = versions;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const path = `${group === '' ? '/api' : '/apis'}/${apiVersion}/${reads[0].resource}`;
    const { items }: ListText = JSON.parse((await admin.request('GET', path)).text);
    for (const item of items) {
      const fact = kubeFact({ ...item, apiVersion, kind });
      if (fact) digests.set(`${subjectKey(fact.subject)} ${fact.source}`, sha256(canonicalBody(fact.body)));
    }
  }
  return digests;
}

async function storedDigests(seen: Seen): Promise<Map<string, string>> {
  const rows = (await factsOf(seen)).filter(({ source }) => source.startsWith('kube/'));
  return new Map(rows.map((row) => [`${row.subject_key} ${row.source}`, sha256(row.body)]));
}

/** Keys that one side lacks or has with another digest. */
const difference = (left: Map<string, string>, right: Map<string, string>): readonly string[] =>
  [...new Set([...left.keys(), ...right.keys()])].filter((key) => left.get(key) !== right.get(key));

interface Interval {
  readonly finding: string;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  readonly closed: number | null;
}

/** All intervals of all findings, each finding's in their order. */
const intervals = (seen: Seen): Promise<Interval[]> =>
  query<Interval>(
    seen,
    `select encode(finding_id, 'hex') as finding, floor(extract(epoch from opened_at) * 1000)::float8 as opened,
       floor(extract(epoch from closed_at) * 1000)::float8 as closed
     from findings where cluster_id = $1 order by finding_id, opened_at`,
  );

/** Neighbours of one finding of which the first still holds when the second opens. */
const overlapping = (all: readonly Interval[]): readonly Interval[] =>
  all.filter((one, index) => {
    const next = all[index + 1];
    return next?.finding === one.finding && (one.closed === null || one.closed > next.opened);
  });
