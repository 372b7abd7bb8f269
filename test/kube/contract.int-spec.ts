// The same contract for an API server that is made up and for a real one.
import { KUBE_COLLECTORS, kubeSources, type KubeWatch } from '@plimsoll/collectors/kube';
import { loadKubeconfig, openKubeClient, type KubeClient } from '@plimsoll/probes/kube';
import { silentLogger } from '@plimsoll/runtime';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentUser } from './support/agent-user.js';
import { FakeCluster } from './support/fake-cluster.js';
import { Recorder } from './support/recorder.js';

type Data = Readonly<Record<string, string>>;

interface Cluster {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly put: (name: string, data: Data) => Promise<unknown>;
  readonly remove: (name: string) => Promise<unknown>;
  /** Ends the connections of the reader. */
  readonly cut: () => void;
  readonly close: () => Promise<unknown>;
}

const COLLECTORS = KUBE_COLLECTORS.filter(({ kind }) => kind === 'ConfigMap');

function contract(start: () => Promise<Cluster>): void {
  let cluster: Cluster;
  let recorder: Recorder;
  beforeAll(async () => {
    cluster = await start();
  });
  afterEach(() => recorder.stop());
  afterAll(() => cluster.close());

  const key = (name: string) => `/ConfigMap/${cluster.namespace}/${name}`;
  const watching = async (): Promise<Recorder> => {
    const times = { backoff: { minMs: 10, maxMs: 100 } };
    const { client } = cluster;
    const sources = kubeSources({
      client,
      logger: silentLogger,
      random: Math.random,
      collectors: COLLECTORS,
      times,
    });
    const [watch] = sources.filter((source): source is KubeWatch => 'watch' in source);
    if (!watch) throw new Error('no watch');
    recorder = new Recorder(watch);
    await recorder.until(({ told }) => told.includes('listed'));
    return recorder;
  };

  it('what is there is listed, what happens is told', async () => {
    await cluster.put('there', { a: '1' });
    const { facts, told } = await watching();
    expect(facts.get(key('there'))).toMatchObject({ body: { object: { data: { a: '[redacted]' } } } });
    await cluster.put('new', { b: '1' });
    await recorder.until(() => facts.has(key('new')));
    await cluster.put('new', { b: '1', c: '1' });
    await recorder.until(() => JSON.stringify(facts.get(key('new'))).includes('"c"'));
    await cluster.remove('there');
    await recorder.until(() => told.includes(`ended ${key('there')}`));
    expect(facts.has(key('there'))).toBe(false);
  });

  it('connections that are cut cost no list and no change', async () => {
    await watching();
    for (let cut = 0; cut < 5; cut += 1) {
      await cluster.put('during', { [`cut-${cut}`]: '' });
      cluster.cut();
      await cluster.put('during', { [`after-${cut}`]: '' });
      await recorder.until(({ facts }) =>
        JSON.stringify(facts.get(key('during')) ?? '').includes(`after-${cut}`),
      );
    }
    expect(recorder.count('listed')).toBe(1);
  });

  it('an object that changes a hundred times is told a few times, the last state of it', async () => {
    await watching();
    const before = recorder.told.length;
    for (let change = 0; change < 100; change += 1) await cluster.put('busy', { [`key-${change}`]: '' });
    await recorder.until(({ facts }) => JSON.stringify(facts.get(key('busy')) ?? '').includes('key-99'));
    expect(recorder.told.slice(before).filter((one) => one === `seen ${key('busy')}`).length).toBeLessThan(
      30,
    );
  });

  it('names with every legal character, and a megabyte', async () => {
    const odd = `0.a-b.${'x'.repeat(200)}-9`;
    await cluster.put(odd, {});
    await cluster.put('large', { text: 'y'.repeat(1_000_000) });
    const { facts } = await watching();
    expect(facts.has(key(odd))).toBe(true);
    expect(JSON.stringify(facts.get(key('large'))).length).toBeLessThan(400);
  });
}

describe('a made-up API server', () => {
  contract(async () => {
    const fake = await FakeCluster.start();
    const client = openKubeClient(fake.server.target, { userAgent: 'test' });
    return {
      client,
      namespace: 'test',
      put: async (name, data) => fake.put(name, data),
      remove: async (name) => fake.remove(name),
      cut: () => fake.cut(),
      close: async () => {
        client.close();
        await fake.server.close();
      },
    };
  });
});

describeTestbed('a real API server', () => {
  contract(async () => {
    const testbed = await sharedTestbed();
    const namespace = await testbed.createNamespace();
    const { kubeconfig } = await agentUser(testbed);
    const client = openKubeClient(await loadKubeconfig({ path: kubeconfig, environment: {} }), {
      userAgent: 'test',
    });
    const folder = `/api/v1/namespaces/${namespace}/configmaps`;
    return {
      client,
      namespace,
      put: async (name, data) => {
        const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
        const replaced = await testbed.admin.request('PUT', `${folder}/${name}`, { body });
        if (replaced.status !== 404) return;
        const created = await testbed.admin.request('POST', folder, { body });
        if (created.status !== 201) throw new Error(`the ConfigMap was answered with ${created.status}`);
      },
      remove: (name) => testbed.admin.request('DELETE', `${folder}/${name}`),
      cut: () => client.close(),
      close: async () => {
        client.close();
        testbed.close();
      },
    };
  });
});
