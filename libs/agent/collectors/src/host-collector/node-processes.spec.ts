import { openHostFiles, type HostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';
import { componentProcess } from '../component-processes/component-process.collector.js';
import { hostProcesses } from '../host-processes/host-processes.collector.js';
import { plantHost } from '../testing/plant-host.js';
import { hostRunning } from '../testing/processes.js';
import type { HostCollector, Settings } from './host-collector.js';

const NODE = 7;
const [KTHREADD, ETCD_OF_POD, API_SERVER, OTHER_API_SERVER] = [2, 3, 4, 5];
const TREE = hostRunning(
  [
    ['kthreadd'],
    ['etcd', '--data-dir=/pod', '--client-cert-auth=false'],
    ['kube-apiserver', '--anonymous-auth=false'],
    ['kube-apiserver', '--anonymous-auth=true'],
  ],
  Object.fromEntries([1, 2, 3, 4, 5].map((pid) => [`/proc/${pid}/net/dev`, ''])),
);

/** A host as if its /proc were alive, each process in the network of that number. */
const alive = (host: HostFiles, networks: Readonly<Record<number, number>>): HostFiles => ({
  ...host,
  isLiveProcfs: async () => ({ outcome: 'read', value: true }),
  stat: async (path) => {
    const stat = await host.stat(path);
    const pid = /^\/proc\/(\d+)\/net\/dev$/.exec(path)?.[1];
    if (stat.outcome !== 'read' || pid === undefined) return stat;
    return { outcome: 'read', value: { ...stat.value, inode: networks[Number(pid)] ?? NODE } };
  },
});

async function collectedAlive(
  collector: HostCollector,
  networks: Readonly<Record<number, number>>,
): Promise<Settings> {
  const planted = await plantHost(TREE);
  try {
    const host = alive(openHostFiles(planted.root), networks);
    return await collector.collect(host, new AbortController().signal);
  } finally {
    await planted.remove();
  }
}

describe('components of a node', () => {
  it('are not those of a pod or a virtual cluster, which have networks of their own', async () => {
    const networks = { [KTHREADD]: NODE, [ETCD_OF_POD]: 30, [OTHER_API_SERVER]: 50 };
    expect(await collectedAlive(componentProcess('kube-apiserver'), networks)).toMatchObject({
      '--anonymous-auth': 'false',
    });
    expect(await collectedAlive(componentProcess('etcd'), networks)).toMatchObject({
      process: { absent: expect.any(String) },
    });
    expect(await collectedAlive(hostProcesses, networks)).toMatchObject({
      'process.kube-apiserver': '1',
      'process.etcd': { absent: expect.any(String) },
    });
  });

  it('are all of those in the network of process 1', async () => {
    const networks = { [API_SERVER]: 40, [OTHER_API_SERVER]: NODE };
    expect(await collectedAlive(componentProcess('etcd'), {})).toMatchObject({ '--data-dir': '/pod' });
    expect(await collectedAlive(componentProcess('kube-apiserver'), networks)).toMatchObject({
      '--anonymous-auth': 'true',
    });
  });
});
