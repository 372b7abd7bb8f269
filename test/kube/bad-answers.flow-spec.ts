// An API server behind TLS that answers wrongly in every way, through the agent of the role cluster to `cluster.health`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAgent, stateFileLink, type RunningAgent } from '@plimsoll/agent-runtime';
import { KUBE_COLLECTORS, kubeSources } from '@plimsoll/collectors/kube';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { clusterHealth } from '@plimsoll/posture';
import { openKubeClient, type KubeClient } from '@plimsoll/probes/kube';
import { fakeStatus, type FakeRequest } from '@plimsoll/probes/testing';
import { systemClock } from '@plimsoll/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enrolled } from '../flow/support/audited.js';
import { startCentre, type Centre } from '../flow/support/centre.js';
import { memoryLog } from '../flow/support/memory-log.js';
import { factsOf, type Seen } from '../flow/support/read.js';
import { FakeCluster } from './support/fake-cluster.js';

const SOURCE = 'kube/core/ConfigMap';
const COLLECTORS = KUBE_COLLECTORS.filter(({ source }) => source === SOURCE);
const BACKOFF = { minMs: 20, maxMs: 400 };
const MIB = 1024 * 1024;

let centre: Centre;
let cluster: FakeCluster;
let client: KubeClient;
let agent: RunningAgent;
let seen: Seen;
let folder: string;

beforeAll(async () => {
  centre = await startCentre();
  folder = await mkdtemp(join(tmpdir(), 'plimsoll bad '));
  const authority = await createCertificateAuthority(Date.now());
  const issued = await authority.issueServerCertificate([], Date.now());
  cluster = await FakeCluster.start({
    certificate: issued.certificatePem,
    key: issued.privateKeyPem,
    ca: authority.certificatePem,
  });
  cluster.put('first', { a: '1' });
  cluster.put('second', { b: '1' });
  const statePath = join(folder, 'agent.json');
  const clusterId = await enrolled(centre, 'bad', statePath);
  seen = { store: centre.db.store, organizationId: centre.organizationId, clusterId };
  client = openKubeClient(cluster.server.target, { userAgent: 'test' });
  const shared = { clock: systemClock, logger: memoryLog('agent').logger, random: Math.random };
  const sources = kubeSources({ ...shared, client, collectors: COLLECTORS, times: { backoff: BACKOFF } });
  const link = await stateFileLink({ ...shared, statePath, environment: {} });
  const watched = sources.filter((source) => 'watch' in source);
  agent = runAgent({ ...shared, link, sources: watched, agentVersion: '0.1.0' });
  await until(({ state }) => state === 'complete');
});
afterEach(() => {
  cluster.misbehave = undefined;
});
afterAll(async () => {
  await agent.stop();
  client.close();
  await cluster.server.close();
  await centre.close();
  await rm(folder, { recursive: true });
});

async function health() {
  const { store, organizationId, clusterId } = seen;
  const { sources, rejected } = await store.transaction(organizationId, (tx) =>
    clusterHealth(tx, clusterId, Date.now()),
  );
  const { state, reason, nextStep } = sources.find(({ source }) => source === SOURCE) ?? {};
  return { state, reason: reason ?? '', nextStep: nextStep ?? '', rejected };
}
type Health = Awaited<ReturnType<typeof health>>;

const until = (good: (now: Health) => boolean): Promise<Health> => centre.until(health, good);
const names = async (): Promise<readonly string[]> =>
  (await factsOf(seen)).map(({ subject_key }) => subject_key.split('/').at(-1) ?? '');

/** What is asked for is gone, so that everything is listed again; the list is answered so. */
const listed =
  (answer: (request: FakeRequest) => void) =>
  (request: FakeRequest): void =>
    request.watch ? request.json(fakeStatus(410, 'compacted'), 410) : answer(request);

const answered = (body: string, type = 'application/json') =>
  listed(({ response }) => void response.writeHead(200, { 'content-type': type }).end(body));

const HALF = '{"kind":"ConfigMapList","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"fir';

const BAD: readonly (readonly [string, (request: FakeRequest) => void, RegExp])[] = [
  ['a page of HTML', answered('<html>log in</html>', 'text/html'), /^invalid: .*no Kubernetes API server/],
  ['JSON that is no list', answered('{"hello":"world"}'), /^invalid: /],
  ['a list that ends in the middle of an object', answered(HALF), /^invalid: .*ends in the middle/],
  [
    'a connection that is cut in the middle of an object',
    listed(({ response, request }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(HALF, () => request.socket.destroy());
    }),
    /^(?:unreachable|invalid): .*(?:network|between)/,
  ],
  [
    'a list without a resourceVersion',
    answered('{"kind":"ConfigMapList","metadata":{},"items":[]}'),
    /^invalid: .*no resourceVersion/,
  ],
  [
    'a list of things without names',
    answered('{"metadata":{"resourceVersion":"1"},"items":[{"a":1}]}'),
    /^invalid: /,
  ],
  [
    'an envelope without end',
    answered(`{"kind":"ConfigMapList","metadata":{"x":"${'y'.repeat(2 * MIB)}"},"items":[]}`),
    /^invalid: .*no list/,
  ],
  [
    'no answer but 500',
    listed((request) => request.json(fakeStatus(500, 'etcd'), 500)),
    /^unreachable: .*health and log/,
  ],
  [
    'a watch that is HTML',
    (request) => request.response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    /^invalid: .*no Kubernetes API server/,
  ],
];

describe('an API server that answers wrongly', () => {
  it.each(BAD)(
    'with %s: a clear state, nothing is deleted, no tight loop, and it comes back',
    async (name, bad, reason) => {
      const known = await names();
      const before = cluster.server.requests.length;
      cluster.misbehave = bad;
      cluster.cut();
      const told = await until(({ state }) => state === 'not-collected');
      expect(told.reason).toMatch(reason);
      expect(told.nextStep).toContain(told.reason);
      expect(cluster.server.requests.length - before).toBeLessThan(60);
      expect(await names()).toEqual(known);
      cluster.put(`after ${name}`.replaceAll(' ', '-').toLowerCase(), {});
      cluster.misbehave = undefined;
      await until(({ state }) => state === 'complete');
      await centre.until(names, (now) => now.length === known.length + 1);
    },
  );

  it('a ConfigMap of 1.5 MiB is read, and of it no more is kept than the names of its keys', async () => {
    cluster.put('large', { text: 'x'.repeat(1.5 * MIB) });
    await centre.until(names, (now) => now.includes('large'));
    const fact = (await factsOf(seen)).find(({ subject_key }) => subject_key.endsWith('/large'));
    expect(fact?.body.length).toBeLessThan(1_000);
  });

  it('an object over the limit is rejected by name, the others are read', async () => {
    cluster.put('too-large', { text: 'x'.repeat(3 * MIB) });
    cluster.put('beside', {});
    const { rejected, state } = await until((now) => now.rejected.length > 0);
    expect(rejected.map(({ subjectKey }) => subjectKey)).toEqual(['/ConfigMap/test/too-large']);
    expect(state).toBe('complete');
    await centre.until(names, (now) => now.includes('beside'));
    cluster.put('too-large', { text: 'small again' });
    await until((now) => now.rejected.length === 0);
    await centre.until(names, (now) => now.includes('too-large'));
  });

  it('objects without a resourceVersion are told too, and the watch goes on', async () => {
    cluster.putUnversioned('unversioned', { a: '1' });
    await centre.until(names, (now) => now.includes('unversioned'));
    cluster.put('after-unversioned', {});
    await centre.until(names, (now) => now.includes('after-unversioned'));
    expect((await health()).state).toBe('complete');
  });
});
