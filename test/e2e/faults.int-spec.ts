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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listOf } from '../flow/support/audited.js';
import { factsOf, progress, query, type Seen } from '../flow/support/read.js';
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
  });
});
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

/** Reads until it is good; what a database that comes back refuses meanwhile is asked again. */
async function eventually<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (;;) {
    try {
      const value = await read();
      if (good(value)) return value;
    } catch (error) {
      if (!isPlimsollError(error) || !error.retryable) throw error;
    }
    await wait(200); // between two looks at other processes
  }
}

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

const equal = (left: Map<string, string>, right: Map<string, string>): boolean =>
  left.size === right.size && [...left].every(([key, digest]) => right.get(key) === digest);

describe('agent, server and Postgres, killed at random during a full sync', () => {
  it(
    `${KILLS} times: the store equals the source, and nothing was judged twice`,
    { timeout: 150_000 },
    async () => {
      agent.start();
      const killed: string[] = [];
      while (killed.filter((name) => name !== 'nothing').length < KILLS) {
        await wait(random.between(50, 900));
        killed.push(await killOne());
        await change(killed.length);
      }
      console.info(`faults: killed ${killed.join(' ')}`);
      const source = await sourceDigests();
      await eventually(storedDigests, (stored) => equal(stored, source));
      await eventually(
        () => progress(seen),
        ({ settled, units }) =>
          settled &&
          Object.keys(units).length > HOST_COLLECTORS.length &&
          Object.values(units).every((state) => state === 'complete'),
      );

      for (const row of await factsOf(seen))
        expect(
          Buffer.from(factDigest(row.subject_key, row.trim_version, bodyDigest(row.body))).equals(row.digest),
          row.subject_key,
        ).toBe(true);
      expect(await storedVerdicts(seen)).toEqual(await verdictsFromScratch(seen));
      expect(await overlapping()).toEqual([]);
      expect(await reopenedWithoutCause()).toEqual([]);
      expect(await wrongTallies()).toEqual([]);
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

/** Findings of which two intervals hold at one instant. */
const overlapping = () =>
  query(
    seen,
    `select f.control, f.subject_key from findings f join findings g using (organization_id, cluster_id, finding_id)
     where f.cluster_id = $1 and f.opened_at < g.opened_at and (f.closed_at is null or f.closed_at > g.opened_at)`,
  );

/** Findings that were closed and opened again although nothing about them had changed. */
const reopenedWithoutCause = () =>
  query(
    seen,
    `select * from (
       select control, subject_key, verdict, reason, evidence, opened_at, closed_at,
         lead(row(verdict, reason, evidence)::text) over w = row(verdict, reason, evidence)::text as same
       from findings where cluster_id = $1 window w as (partition by finding_id order by opened_at)
     ) as intervals where same`,
  );

/** Open tallies whose failures are not the open findings. */
const wrongTallies = () =>
  query(
    seen,
    `with found as (
       select namespace, control, count(*) filter (where verdict = 'fail') as fail,
         count(*) filter (where verdict = 'unknown') as unknown
       from findings where cluster_id = $1 and closed_at is null group by 1, 2)
     select control, namespace, t.fail, f.fail as found from tallies t left join found f using (namespace, control)
     where t.cluster_id = $1 and t.closed_at is null
       and (t.fail <> coalesce(f.fail, 0) or t.unknown <> coalesce(f.unknown, 0))`,
  );
