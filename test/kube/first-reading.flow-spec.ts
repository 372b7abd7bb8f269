// A first reading that takes its time, as `cluster.health` tells it: how much of how much, and how long still.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAgent, stateFileLink, type RunningAgent } from '@plimsoll/agent-runtime';
import { KUBE_COLLECTORS, kubeSources } from '@plimsoll/collectors/kube';
import { clusterHealth, type ClusterHealth } from '@plimsoll/posture';
import { openKubeClient, type KubeClient } from '@plimsoll/probes/kube';
import { fakeStatus, type FakeRequest } from '@plimsoll/probes/testing';
import { systemClock } from '@plimsoll/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrolled } from '../flow/support/audited.js';
import { startCentre, type Centre } from '../flow/support/centre.js';
import { memoryLog } from '../flow/support/memory-log.js';
import { FakeCluster } from './support/fake-cluster.js';

const SOURCE = 'kube/core/ConfigMap';
const PAGE = 500;
const ALL = 1_200;

let centre: Centre;
let cluster: FakeCluster;
let client: KubeClient;
let agent: RunningAgent;
let folder: string;
let health: () => Promise<ClusterHealth['sources'][number] | undefined>;
const waiting: (() => void)[] = [];

const page = (from: number, { query, json }: FakeRequest): void => {
  const to = Math.min(ALL, from + Number(query.get('limit') ?? ALL));
  const metadata = {
    resourceVersion: '100',
    ...(to < ALL ? { continue: String(to), remainingItemCount: ALL - to } : {}),
  };
  const items = Array.from({ length: to - from }, (_, at) => ({
    metadata: { name: `c-${from + at}`, namespace: 'test', resourceVersion: '1' },
  }));
  json({ kind: 'ConfigMapList', metadata, items });
};

/** A server without watch-list, whose second page and all that follow come when the test lets them. */
const slowly = (request: FakeRequest): void => {
  const from = Number(request.query.get('continue') ?? 0);
  if (request.query.has('sendInitialEvents')) return request.json(fakeStatus(422, 'no watch-list'), 422);
  if (request.watch) return request.event('BOOKMARK', { metadata: { resourceVersion: '100' } });
  if (from === 0) page(0, request);
  else waiting.push(() => page(from, request));
};

beforeAll(async () => {
  centre = await startCentre();
  folder = await mkdtemp(join(tmpdir(), 'plimsoll first '));
  cluster = await FakeCluster.start();
  cluster.misbehave = slowly;
  const statePath = join(folder, 'agent.json');
  const clusterId = await enrolled(centre, 'slow', statePath);
  client = openKubeClient(cluster.server.target, { userAgent: 'test' });
  const shared = { clock: systemClock, logger: memoryLog('agent').logger, random: Math.random };
  const collectors = KUBE_COLLECTORS.filter(({ source }) => source === SOURCE);
  const sources = kubeSources({ ...shared, client, collectors }).filter((source) => 'watch' in source);
  const link = await stateFileLink({ ...shared, statePath, environment: {} });
  health = () =>
    centre.db.store.transaction(centre.organizationId, async (tx) =>
      (await clusterHealth(tx, clusterId, Date.now())).sources.find(({ source }) => source === SOURCE),
    );
  agent = runAgent({ ...shared, link, sources, agentVersion: '0.1.0' });
});
afterAll(async () => {
  await agent.stop();
  client.close();
  await cluster.server.close();
  await centre.close();
  await rm(folder, { recursive: true });
});

it('says how much of how much was read and how long it takes still, and the whole at the end', async () => {
  const reading = await centre.until(health, (source) => source?.phase === 'reading' && source.read === PAGE);
  expect(reading).toMatchObject({ state: 'syncing', expected: ALL });
  expect(reading?.secondsLeft).toBeGreaterThanOrEqual(0);
  const letThrough = setInterval(() => waiting.shift()?.(), 20);
  const whole = await centre.until(health, (source) => source?.state === 'complete' && source.read === ALL);
  clearInterval(letThrough);
  expect(whole).toMatchObject({ phase: 'complete', expected: ALL, secondsLeft: null });
});
