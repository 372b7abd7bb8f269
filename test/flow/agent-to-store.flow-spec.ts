import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  runAgent,
  stateFileLink,
  type AgentLink,
  type FactSource,
  type RunningAgent,
} from '@plimsoll/agent-runtime';
import { createEnrollmentToken, operator, refreshCluster, type IdentityContext } from '@plimsoll/identity';
import { createEnrollmentHandler, createStreamHandler, POSTURE_CHANNEL } from '@plimsoll/ingest';
import { createCertificateAuthority, type CertificateAuthority } from '@plimsoll/link-certificates';
import { enroll, readAgentState, writeAgentState } from '@plimsoll/link-client';
import { startLinkServer, type LinkServer } from '@plimsoll/link-server';
import {
  bodyDigest,
  factDigest,
  isClusterId,
  type ClusterId,
  type Fact,
  type OrganizationId,
} from '@plimsoll/model';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { testStore, type TestStore } from '@plimsoll/store/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PODS = { source: 'kube/core/Pod', partition: '' } as const;

/** A source of pods that a test edits. */
class Pods implements FactSource {
  readonly source = PODS.source;
  readonly partition = PODS.partition;
  readonly everySeconds = 3600;
  readonly values = new Map<string, string>();
  passes = 0;
  readable = true;

  readonly collect = (emit: (fact: Fact) => void) => {
    this.passes += 1;
    if (!this.readable)
      return Promise.resolve({ complete: false, reason: 'permission', detail: 'no' } as const);
    for (const [name, uid] of this.values)
      emit({
        ...PODS,
        subject: { group: '', kind: 'Pod', namespace: 'default', name },
        body: {
          shape: 'object',
          object: { apiVersion: 'v1', kind: 'Pod', metadata: { name, uid }, notes: 'n'.repeat(500) },
        },
      });
    return Promise.resolve({ complete: true } as const);
  };
}

let store: TestStore;
let server: LinkServer;
let authority: CertificateAuthority;
let folder: string;
let organization: OrganizationId;
let cluster: ClusterId;
let identity: IdentityContext;
const agents: RunningAgent[] = [];
const wakes = new Set<() => void>();
const statePath = () => join(folder, 'agent.json');
const shared = { logger: silentLogger, clock: systemClock };

beforeEach(async () => {
  store = await testStore();
  organization = await store.createOrganization();
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-flow-'));
  authority = await createCertificateAuthority(Date.now());
  const queue = { enqueue: () => Promise.resolve() };
  identity = { store: store.store, queue, clock: systemClock };
  server = await listen(0, 0);
  const { text } = await createEnrollmentToken(identity, operator(organization));
  const state = await enroll({
    ...shared,
    address: `127.0.0.1:${server.enrollmentPort}`,
    caPin: authority.pin,
    token: text,
    cluster: { kind: 'kubernetes', uid: 'uid-1', name: 'flow' },
    agentVersion: 'test',
  });
  await writeAgentState(statePath(), state);
  if (!isClusterId(state.clusterId)) throw new Error('no cluster id');
  cluster = state.clusterId;
  await store.store.listen(POSTURE_CHANNEL, () => [...wakes].forEach((wake) => wake()));
});

afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.stop()));
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

function listen(enrollmentPort: number, streamPort: number): Promise<LinkServer> {
  const queue = { enqueue: () => Promise.resolve() };
  const metrics = createMetrics();
  const options = { ...shared, metrics, store: store.store, queue };
  return startLinkServer({
    ...shared,
    host: '127.0.0.1',
    enrollmentPort,
    streamPort,
    ca: authority,
    metrics,
    enrollment: createEnrollmentHandler(options),
    streams: createStreamHandler({ ...options, credits: { bytes: 20_000, facts: 20 } }),
  });
}

async function start(
  source: Pods,
  change: (link: AgentLink) => AgentLink = (link) => link,
): Promise<RunningAgent> {
  const link = await stateFileLink({ ...shared, statePath: statePath(), random: () => 0, environment: {} });
  const agent = runAgent({
    ...shared,
    sources: [source],
    link: change(link),
    agentVersion: 'test',
    outbox: { bytes: 10_000, facts: 10 },
    random: () => 0,
  });
  agent.ended.catch(() => undefined);
  agents.push(agent);
  return agent;
}

/** Reads again at each change that ingest tells of, until the facts are these. */
async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const wake = () => resolve(void wakes.delete(wake));
      wakes.add(wake);
    });
    const value = await read();
    if (good(value)) return value;
    await changed;
  }
}

const facts = () =>
  store.store.transaction(organization, (tx) =>
    tx.query<{ subject_key: string; digest: Buffer; body: string }>(
      'select subject_key, digest, body from facts where cluster_id = $1 and body is not null order by subject_key',
      [cluster],
    ),
  );
const unit = async () =>
  (
    await store.store.transaction(organization, (tx) =>
      tx.query<{ state: string; facts: number }>(
        'select state, facts from partitions where cluster_id = $1',
        [cluster],
      ),
    )
  )[0];
const complete = (count: number) => until(unit, (row) => row?.state === 'complete' && row.facts === count);

describe('from an agent to the store, over TLS', () => {
  it('facts arrive whole through small windows, change, end, and survive restarts of both sides', async () => {
    const pods = new Pods();
    for (let index = 0; index < 120; index++) pods.values.set(`pod-${index}`, '1');
    const agent = await start(pods);
    await complete(120);
    for (const row of await facts()) {
      const digest = factDigest(row.subject_key, 1, bodyDigest(row.body));
      expect(Buffer.compare(digest, row.digest)).toBe(0);
    }

    pods.values.set('pod-7', '2');
    pods.values.delete('pod-8');
    await agent.refresh();
    await complete(119);
    expect((await facts()).find((row) => row.subject_key.endsWith('/pod-7'))?.body).toContain('"uid":"2"');

    await agent.stop();
    pods.values.delete('pod-9');
    pods.values.set('pod-10', '3');
    await start(pods);
    await complete(118);
    // What differs is read again after the comparison, so it may come a commit later than what ends.
    await until(facts, (rows) =>
      rows.some((row) => row.subject_key.endsWith('/pod-10') && row.body.includes('"uid":"3"')),
    );
    expect(await facts()).toHaveLength(118);
  });

  it('an unreadable source ends nothing, and a command makes a pass', async () => {
    const pods = new Pods();
    pods.values.set('a', '1');
    await start(pods);
    await complete(1);
    pods.readable = false;
    await refreshCluster(identity, operator(organization), cluster);
    await until(unit, (row) => row?.state === 'not-collected');
    expect(await facts()).toHaveLength(1);
    pods.readable = true;
    pods.values.set('b', '1');
    await refreshCluster(identity, operator(organization), cluster);
    await complete(2);
  });

  it('a centre that restarts is found again, and a second agent takes the stream over', async () => {
    const pods = new Pods();
    pods.values.set('a', '1');
    const agent = await start(pods);
    await complete(1);
    const { enrollmentPort, streamPort } = server;
    await server.close();
    pods.values.set('b', '1');
    await agent.refresh();
    server = await listen(enrollmentPort, streamPort);
    await complete(2);
    const second = new Pods();
    second.values.set('c', '1');
    await start(second);
    await complete(1);
    expect((await facts()).map((row) => row.subject_key)).toEqual(['/Pod/default/c']);
    expect((await readAgentState(statePath())).clusterId).toBe(cluster);
  });

  it('a certificate is renewed while the stream is open, and the new one opens the next stream', async () => {
    const pods = new Pods();
    pods.values.set('a', '1');
    const soon = Date.now() + 500;
    let renewals = 0;
    const agent = await start(pods, (link) => ({
      ...link,
      renewAt: () => (renewals === 0 ? soon : link.renewAt()),
      renew: async () => {
        await link.renew();
        renewals += 1;
      },
    }));
    await complete(1);
    const stream = () =>
      store.store.transaction(organization, (tx) =>
        tx.query<{ connected_stream: string | null }>(
          'select connected_stream from clusters where cluster_id = $1',
          [cluster],
        ),
      );
    await until(stream, ([row]) => row?.connected_stream === '2');
    expect((await readAgentState(statePath())).joinState.counter).toBe('2');
    pods.values.set('b', '1');
    await agent.refresh();
    await complete(2);
  });
});
