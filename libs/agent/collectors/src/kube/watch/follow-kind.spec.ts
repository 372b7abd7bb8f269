import { openDiscovery, openKubeClient, type KubeResource } from '@plimsoll/probes/kube';
import { fakeApiServer, fakePod, fakeStatus } from '@plimsoll/probes/testing';
import { silentLogger } from '@plimsoll/runtime';
import { expect, it } from 'vitest';
import { collectorsErrors } from '../../errors.js';
import { ClusterSigns } from '../cluster-version/signs.js';
import type { KubeCollector } from '../kube-collector.js';
import { KUBE_COLLECTORS } from '../kube-collectors.js';
import type { KubeSink } from '../watched.js';
import { TIMES, type Cluster } from './cluster.js';
import { followKind } from './follow-kind.js';
import { Permissions } from './permissions.js';
import { Served } from './served.js';
import { Turns } from './turns.js';

const PODS: KubeResource = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  verbs: ['list', 'watch'],
};

function collectorOfPods(): KubeCollector {
  const found = KUBE_COLLECTORS.find(({ kind }) => kind === 'Pod');
  if (!found) throw collectorsErrors.error('SOURCE_UNKNOWN', 'no collector of Pods');
  return found;
}

it('tells of a list what happens in its order, also of an object that comes and goes meanwhile', async () => {
  const server = await fakeApiServer(({ watch, json, event }) => {
    if (!watch) return json(fakeStatus(500, 'not counted'), 500);
    for (const [type, version] of [
      ['ADDED', 1],
      ['DELETED', 2],
      ['ADDED', 3],
      ['DELETED', 4],
      ['ADDED', 5],
    ] as const)
      event(type, fakePod('a', String(version)));
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    event('BOOKMARK', { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: '6', annotations } });
  });
  const client = openKubeClient(server.target, { userAgent: 'test', answerMs: 2_000 });
  const over = new AbortController();
  const told: string[] = [];
  const sink: KubeSink = {
    listing: () => void told.push('listing'),
    listed: () => {
      told.push('listed');
      over.abort();
    },
    seen: () => void told.push('seen'),
    ended: () => void told.push('ended'),
    progress: () => undefined,
    room: () => undefined,
    leftOut: () => void told.push('left out'),
    alive: () => undefined,
    silent: () => void told.push('silent'),
    notCollected: () => void told.push('not collected'),
  };
  const cluster: Cluster = {
    client,
    served: new Served(openDiscovery(client, new Set(['']))),
    permissions: new Permissions(client, 1_000),
    signs: new ClusterSigns(),
    turns: new Turns(1),
    againTurns: new Turns(1),
    logger: silentLogger,
    random: () => 0.5,
    onProgress: () => undefined,
    times: TIMES,
  };
  await followKind(cluster, collectorOfPods(), PODS, sink, over.signal);
  client.close();
  await server.close();
  expect(told).toEqual(['listing', 'seen', 'ended', 'seen', 'ended', 'seen', 'listed']);
});
