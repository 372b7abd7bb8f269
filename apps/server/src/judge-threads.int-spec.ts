import { availableParallelism } from 'node:os';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { testStore, type TestStore } from '@plimsoll/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { ServerProcess } from './testing/server-process.js';

/** Enough for more batches than are worth threads. */
const SUBJECTS = 8_300;
const THREADS = Math.min(2, availableParallelism());
const FAILED = 'a judging thread failed; its batch is judged without it';
const PATIENCE = { timeout: 60_000 };
/** Only a batch that is being read asks so; without threads one is at a time. */
const READING = `datname = current_database() and wait_event_type = 'Lock'
  and query like '%left join lateral%from subjects%'`;

let database: TestStore;
let base: Readonly<Record<string, string>>;
let organizationId: OrganizationId;
let clusterId: ClusterId;
let running: ServerProcess | undefined;
/** Lets those go on who wait to read what is to be judged. */
let letGo: () => Promise<void> = () => Promise.resolve();

const query = <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
  database.store.transaction(organizationId, (tx) => tx.query<Row>(sql, [...values]));
const count = async (sql: string, values: readonly unknown[] = []): Promise<number | undefined> =>
  (await query<{ count: number }>(`select count(*)::int as count ${sql}`, values))[0]?.count;

beforeAll(async () => {
  database = await testStore();
  const ca = await createCertificateAuthority(Date.now());
  base = {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    SERVER_CA_CERTIFICATE: ca.certificatePem,
    SERVER_CA_KEY: ca.privateKeyPem,
    SERVER_SECRET: 'a secret of the tests that is long enough',
    SERVER_ENROLLMENT_PORT: '0',
    SERVER_STREAM_PORT: '0',
    SERVER_SWEEP_SECONDS: '1',
    SERVER_JUDGE_THREADS: String(THREADS),
  };
  await new ServerProcess({ ...base, SERVER_ROLE: 'migrate' }).exited;
});
beforeEach(async () => {
  organizationId = await database.createOrganization();
  clusterId = await database.createCluster(organizationId);
  await putPods();
});
afterEach(async () => {
  await letGo();
  await running?.end();
});
afterAll(() => database.close());

/** One commit of ingest with many Pods. */
async function putPods(): Promise<void> {
  await query(
    `with taken as (
       update directory set generation = generation + 1 where organization_id = $1 and cluster_id = $2 returning generation
     )
     insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body)
     select $1, $2, '/Pod/shop/p' || n, 'kube/core/Pod', '', generation, 1, '',
       format('{"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p%s","namespace":"shop","uid":"%s"},' ||
         '"spec":{"containers":[{"image":"a","name":"c","securityContext":{"privileged":true}}]}},"shape":"object"}', n, n)
     from taken, generate_series(1, $3::int) as n`,
    [organizationId, clusterId, SUBJECTS],
  );
  await query(
    `insert into partitions (organization_id, cluster_id, source, partition, state, completed_at, confirmed_at)
     values ($1, $2, 'kube/core/Pod', '', 'complete', now(), now())`,
    [organizationId, clusterId],
  );
}

/** Nobody reads what is to be judged until they are let go. */
async function holdSubjects(): Promise<void> {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = database.store.transaction(organizationId, async (tx) => {
    await tx.query('lock table subjects in access exclusive mode');
    held.resolve();
    await release.promise;
  });
  letGo = () => (release.resolve(), holding);
  await Promise.race([held.promise, holding]);
}

/** Each second thread of a process with this option ends with the first thing that it is asked. */
const MORTAL = `--import=data:text/javascript,${encodeURIComponent(
  `import { isMainThread, parentPort, threadId } from 'node:worker_threads';
   if (!isMainThread && threadId % 2 === 1) parentPort.once('message', () => process.exit(3));`,
)}`;

const threadsReading = (): Promise<number | undefined> => count(`from pg_stat_activity where ${READING}`);
const judged = (): Promise<number | undefined> =>
  count('from findings where cluster_id = $1 and closed_at is null and subject_key like $2', [
    clusterId,
    '/Pod/shop/%',
  ]);
const dirty = (): Promise<number | undefined> => count('from dirty where cluster_id = $1', [clusterId]);

async function everythingJudged(): Promise<void> {
  const subjects = () => count('from subjects where cluster_id = $1', [clusterId]);
  await expect.poll(subjects, PATIENCE).toBe(SUBJECTS);
  await expect.poll(dirty, PATIENCE).toBe(0);
  expect(await judged()).toBeGreaterThanOrEqual(SUBJECTS);
  expect(running?.lines.filter(({ level }) => level === 'error')).toEqual([]);
  running?.signal('SIGTERM');
  expect(await running?.exited).toBe(0);
}

async function untilBusy(role: string): Promise<void> {
  await holdSubjects();
  running = new ServerProcess({ ...base, SERVER_ROLE: role });
  await running.line('ready');
  await expect.poll(threadsReading, PATIENCE).toBe(THREADS);
}

it('judges a large cluster in its threads, and all of it when they are cut off', async () => {
  await untilBusy('worker');
  const cut = await count(
    `from (select pg_terminate_backend(pid) from pg_stat_activity where ${READING}) as cut`,
  );
  expect(cut).toBe(THREADS);
  await running?.line(FAILED);
  await letGo();
  await everythingJudged();
}, 120_000);

it('judges all of it beside threads that die', async () => {
  running = new ServerProcess({ ...base, SERVER_ROLE: 'worker', NODE_OPTIONS: MORTAL });
  expect(await running.line(FAILED)).toMatchObject({ reason: expect.stringContaining('it has ended') });
  await everythingJudged();
}, 120_000);

it.each(['worker', 'all'])(
  'role %s stops while its threads are busy',
  async (role) => {
    await untilBusy(role);
    const told = Date.now();
    running?.signal('SIGTERM');
    await running?.line('stopping');
    await letGo();
    expect(await running?.exited).toBe(0);
    expect(Date.now() - told).toBeLessThan(10_000);
    expect(running?.lines.filter(({ msg }) => msg === FAILED)).toEqual([]);
  },
  120_000,
);
