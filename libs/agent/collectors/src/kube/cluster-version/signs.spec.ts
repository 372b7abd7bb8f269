import type { JsonObject } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { nodeSigns } from './node-signs.js';
import { ClusterSigns } from './signs.js';

const node = (name: string, labels: JsonObject, more: JsonObject = {}): JsonObject => ({
  kind: 'Node',
  metadata: { name, labels },
  ...more,
});
const daemonSet = (name: string): JsonObject => ({
  kind: 'DaemonSet',
  metadata: { name, namespace: 'kube-system' },
});

describe('a Node tells', () => {
  it.each([
    ['Windows', node('w', { 'kubernetes.io/os': 'windows' }), { operatingSystem: 'windows', virtual: false }],
    [
      'Linux by what it runs',
      node('l', {}, { status: { nodeInfo: { operatingSystem: 'linux' } } }),
      { operatingSystem: 'linux' },
    ],
    [
      'a virtual one by its taint',
      node('v', {}, { spec: { taints: [{ key: 'virtual-kubelet.io/provider' }] } }),
      { virtual: true },
    ],
    [
      'a virtual one by its label',
      node('f', { 'eks.amazonaws.com/compute-type': 'fargate' }),
      { virtual: true, distribution: 'eks' },
    ],
    [
      'its provider',
      node('g', { 'cloud.google.com/gke-nodepool': 'p' }, { spec: { providerID: 'gce://a/b' } }),
      { provider: 'gce', distribution: 'gke' },
    ],
    [
      'nothing',
      { kind: 'Node' },
      { operatingSystem: 'unknown', virtual: false, distribution: undefined, provider: undefined },
    ],
  ])('%s', (_, object, signs) => {
    expect(nodeSigns(object)).toMatchObject(signs);
  });
});

it('what may not be read is not waited for, and stays not known', async () => {
  const signs = new ClusterSigns();
  signs.refused('kube/core/Node');
  signs.refused('kube/core/Pod');
  signs.listing('kube/apps/DaemonSet');
  signs.seen(daemonSet('cilium'));
  signs.listed('kube/apps/DaemonSet');
  await signs.ready;
  expect([signs.nodes(), signs.networks()]).toEqual([undefined, ['cilium']]);
});

it('the signs of a cluster follow its objects, and are not known before a list', async () => {
  const signs = new ClusterSigns();
  expect(signs.nodes()).toBeUndefined();
  for (const source of ['kube/core/Node', 'kube/apps/DaemonSet'] as const) signs.listing(source);
  signs.seen(node('a', {}));
  signs.seen(daemonSet('cilium'));
  signs.seen(daemonSet('log-shipper'));
  expect(signs.networks()).toBeUndefined();
  for (const source of ['kube/core/Node', 'kube/apps/DaemonSet'] as const) signs.listed(source);
  await signs.ready;
  expect(signs.networks()).toEqual(['cilium']);
  signs.gone(daemonSet('cilium'));
  signs.seen(daemonSet('calico-node'));
  expect(signs.networks()).toEqual(['calico']);
  signs.listing('kube/core/Node');
  expect(signs.nodes()).toHaveLength(1);
  signs.listed('kube/core/Node');
  expect(signs.nodes()).toEqual([]);
});
