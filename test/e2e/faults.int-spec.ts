import { hash, randomInt } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HOST_COLLECTORS, collectHost, kubeFact } from '@plimsoll/collectors';
import { HOST_TREES, plantHost, type PlantedHost } from '@plimsoll/collectors/testing';
import { isPlimsollError } from '@plimsoll/errors';
import { ORDINARY, generateObjects, seeded } from '@plimsoll/fleet';
import {
  bodyDigest,
  canonicalBody,
  factDigest,
  subjectKey,
  type Fact,
  type JsonObject,
} from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listOf } from '../flow/support/audited.js';
import { factsOf, progress, query, type Progress, type Seen } from '../flow/support/read.js';
import { install, type Installation } from './support/installation.js';
import { isAlive, processesNaming } from './support/orphans.js';
import { Program } from './support/program.js';
import { storedVerdicts, verdictsFromScratch } from './support/scratch.js';

const KILLS = 20;
const FILES = 12;
const NODE = 'faulty-node';
const seed = Number(process.env['PLIMSOLL_FAULTS_SEED'] ?? randomInt(2 ** 31));
const random = seeded(seed);

let centre: Installation;
let host: PlantedHost;
let agent: Program;
let seen: Seen;
const postgresPids = new Set<number>();
const files: JsonObject[][] = [];

beforeAll(async () => {
  console.info(`faults: PLIMSOLL_FAULTS_SEED=${seed}`);
  centre = await install();
  host = await plantHost(HOST_TREES['ubuntu-24.04-node']);
  const objects = [...generateObjects({ seed, objects: 1_200, habits: ORDINARY })];
  const size = Math.ceil(objects.length / FILES);
  for (let at = 0; at < objects.length; at += size) files.push(objects.slice(at, at + size));
  await mkdir(join(centre.folder, 'manifests'));
  await Promise.all(files.map((_, index) => writeManifests(index)));
  await centre.server.says(/"ready"/);
  const statePath = join(centre.folder, 'agent.json');
  const clusterId = await centre.enroll('faulty', statePath);
  seen = { store: centre.store, organizationId: centre.organizationId, clusterId };
  agent = new Program('agent', {
    AGENT_ROLE: 'node',
    AGENT_STATE_FILE: statePath,
    AGENT_HOST_ROOT: host.root,
    AGENT_NODE_NAME: NODE,
    AGENT_HOST_EVERY: '1s',
    AGENT_MANIFESTS: join(centre.folder, 'manifests'),
    AGENT_MANIFESTS_EVERY: '1s',
    AGENT_RECONNECT_MAX: '4s', // by default it may wait for minutes after so many failures
  });
});
beforeEach(({ onTestFailed }) =>
  onTestFailed(() => {
    for (const program of [agent, centre.server])
      console.error(`the end of what the ${program.name} said:\n${program.output.slice(-6_000)}`);
  }),
);
afterAll(async () => {
  await agent.kill();
  await centre.close();
  await host.remove();
});

/** Whole or not at all, so that no pass meets half a file. */
async function writeManifests(index: number): Promise<void> {
  const path = join(centre.folder, 'manifests', `${index}.json`);
  await writeFile(`${path}.partial`, listOf(files[index] ?? []));
  await rename(`${path}.partial`, path);
}

/** The cluster goes on while things fail: an object goes, another changes; nothing ever goes back to what it was. */
async function change(round: number): Promise<void> {
  const index = random.between(0, files.length - 1);
  const objects = files[index] ?? [];
  objects.splice(random.between(0, objects.length - 1), 1);
  const at = random.between(0, objects.length - 1);
  const object = objects[at];
  const metadata = object?.['metadata'];
  if (object && typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata))
    objects[at] = { ...object, metadata: { ...metadata, labels: { round: String(round) } } };
  await writeManifests(index);
}

const STALLED_MS = 1_500;
let generation = '0';

/** Settles when facts were stored since the last call, or when it takes too long. */
async function moved(): Promise<void> {
  for (const deadline = performance.now() + STALLED_MS; performance.now() < deadline; await wait(25)) {
    const now = await progress(seen).catch(() => undefined); // the database may be the one that was killed
    if (now === undefined || now.generation === generation) continue;
    generation = now.generation;
    return;
  }
}

async function killOne(): Promise<string> {
  const victim = random.pick(['agent', 'server', 'postgres']);
  if (victim === 'agent') return (await restart(agent)) ? victim : 'nothing';
  if (victim === 'server') return (await restart(centre.server)) ? victim : 'nothing';
  const pid = centre.postgres.pid();
  postgresPids.add(pid);
  if (!isAlive(pid)) return 'nothing';
  process.kill(pid, 'SIGKILL'); // its supervisor starts another
  return victim;
}

async function restart(program: Program): Promise<boolean> {
  const killed = await program.kill();
  program.start();
  return killed;
}

/** A machine with much else to do is slow; what is broken stands still. A killed worker's job waits at most 15 s. */
const STANDS_STILL_MS = 30_000;

/** Reads until it is good, or stands still; what a database that comes back refuses meanwhile is asked again. */
async function eventually<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  let deadline = performance.now() + STANDS_STILL_MS;
  let before = '';
  for (;;) {
    try {
      const value = await read();
      if (good(value) || performance.now() > deadline) return value;
      const now = hash('sha256', JSON.stringify(value));
      if (now !== before) deadline = performance.now() + STANDS_STILL_MS;
      before = now;
    } catch (error) {
      if (!isPlimsollError(error) || !error.retryable || performance.now() > deadline) throw error;
    }
    await wait(200); // between two looks at other processes
  }
}

const ready = async (): Promise<number> => {
  try {
    return (await fetch(`http://127.0.0.1:${centre.ports.httpPort}/readyz`)).status;
  } catch {
    return 0; // it does not listen yet
  }
};

const isDone = ({ settled, units }: Progress): boolean =>
  settled &&
  Object.keys(units).length > HOST_COLLECTORS.length &&
  Object.values(units).every((state) => state === 'complete');

/** What the source gives, by `subject source`: the digest of the body. */
async function sourceDigests(): Promise<Map<string, string>> {
  const facts: Fact[] = [];
  for (const object of files.flat()) {
    const fact = kubeFact(object);
    if (fact) facts.push(fact);
  }
  await collectHost(openHostFiles(host.root), { nodeName: NODE }, (fact) => void facts.push(fact));
  return new Map(
    facts.map(({ subject, source, body }) => [
      `${subjectKey(subject)} ${source}`,
      sha256(canonicalBody(body)),
    ]),
  );
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

const storedDigests = async (): Promise<Map<string, string>> =>
  new Map((await factsOf(seen)).map((row) => [`${row.subject_key} ${row.source}`, sha256(row.body)]));

/** Keys that one side lacks or has with another digest. */
const difference = (left: Map<string, string>, right: Map<string, string>): readonly string[] =>
  [...new Set([...left.keys(), ...right.keys()])].filter((key) => left.get(key) !== right.get(key));

describe('agent, server and Postgres, killed at random during a full sync', () => {
  it(
    `${KILLS} times: the store equals the source, and nothing was judged twice`,
    { timeout: 240_000 },
    async () => {
      agent.start();
      const began = performance.now();
      const killed: string[] = [];
      while (killed.filter((name) => name !== 'nothing').length < KILLS) {
        await moved(); // so that the kill meets a synchronisation, not only starts
        await wait(random.between(0, 400));
        killed.push(await killOne());
        await change(killed.length);
      }
      console.info(`faults: killed ${killed.join(' ')} in ${Math.round(performance.now() - began)} ms`);
      expect(await eventually(ready, (status) => status === 200)).toBe(200);
      const source = await sourceDigests();
      const differences = async () => difference(await storedDigests(), source);
      expect(await eventually(differences, ({ length }) => length === 0)).toEqual([]);
      const { settled, units } = await eventually(() => progress(seen), isDone);
      expect(units).toEqual(Object.fromEntries(Object.keys(units).map((source) => [source, 'complete'])));
      expect(settled).toBe(true);

      for (const row of await factsOf(seen))
        expect(
          Buffer.from(factDigest(row.subject_key, row.trim_version, bodyDigest(row.body))).equals(row.digest),
          row.subject_key,
        ).toBe(true);
      expect(await storedVerdicts(seen)).toEqual(await verdictsFromScratch(seen));
      const all = await intervals();
      expect(all.length).toBeGreaterThan(100);
      expect(overlapping(all)).toEqual([]);
      expect(reopenedWithoutCause(all)).toEqual([]);
      expect(await wrongTallies(all)).toEqual([]);
    },
  );

  it('leaves no process behind', async () => {
    expect(await agent.stop()).toBe(0);
    expect(await centre.server.stop()).toBe(0);
    postgresPids.add(centre.postgres.pid());
    await centre.store.close();
    await centre.postgres.stop();
    const pids = [...agent.pids, ...centre.server.pids, ...postgresPids];
    expect(pids.length).toBeGreaterThan(3);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await processesNaming(centre.folder)).toEqual([]);
  });
});

interface Interval {
  readonly finding: string;
  readonly control: string;
  readonly namespace: string;
  readonly subject_key: string;
  readonly verdict: string;
  readonly content: string;
  readonly opened: number;
  readonly closed: number | null;
}

/** All intervals of all findings, each finding's in their order. */
const intervals = (): Promise<Interval[]> =>
  query<Interval>(
    seen,
    `select encode(finding_id, 'hex') as finding, control, namespace, subject_key, verdict,
       verdict || ' ' || reason || ' ' || evidence as content,
       extract(epoch from opened_at)::float8 as opened, extract(epoch from closed_at)::float8 as closed
     from findings where cluster_id = $1 order by finding_id, opened_at`,
  );

/** Neighbours of one finding of which the first still holds when the second opens. */
const overlapping = (all: readonly Interval[]): readonly Interval[] =>
  all.filter((one, index) => {
    const next = all[index + 1];
    return next?.finding === one.finding && (one.closed === null || one.closed > next.opened);
  });

/** Neighbours of one finding that say the same: closed and opened again although nothing had changed. */
const reopenedWithoutCause = (all: readonly Interval[]): readonly Interval[] =>
  all.filter((one, index) => {
    const next = all[index + 1];
    return next?.finding === one.finding && next.content === one.content;
  });

/** Open tallies whose failures and unknowns are not the open findings. */
async function wrongTallies(all: readonly Interval[]): Promise<readonly string[]> {
  const key = (namespace: string, control: string, verdict: string) => `${namespace} ${control} ${verdict}`;
  const found = Map.groupBy(
    all.filter(({ closed }) => closed === null),
    ({ namespace, control, verdict }) => key(namespace, control, verdict),
  );
  const tallies = await query<{ namespace: string; control: string; fail: number; unknown: number }>(
    seen,
    'select namespace, control, fail, unknown from tallies where cluster_id = $1 and closed_at is null',
  );
  return tallies.flatMap(({ namespace, control, ...counts }) =>
    (['fail', 'unknown'] as const)
      .filter((verdict) => (found.get(key(namespace, control, verdict))?.length ?? 0) !== counts[verdict])
      .map((verdict) => key(namespace, control, verdict)),
  );
}
