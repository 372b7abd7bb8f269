// All collectors against a real API server of their own, with exactly the generated ClusterRole, through what happens to it.
import { readFile } from 'node:fs/promises';
import {
  KUBE_COLLECTORS,
  kubeSources,
  type ClusterVersionSource,
  type KubeWatch,
} from '@plimsoll/collectors/kube';
import { parseSubjectKey, type Fact, type SourceId } from '@plimsoll/model';
import { loadKubeconfig, openKubeClient, streamObjects, type KubeClient } from '@plimsoll/probes/kube';
import { silentLogger } from '@plimsoll/runtime';
import { startTestbed, type Testbed } from '@plimsoll/testbed';
import { describeTestbed } from '@plimsoll/testbed/testing';
import { readYamlDocument } from '@plimsoll/yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Recorder } from './support/recorder.js';

const ROLE_PATH = new URL('../../deploy/rbac/cluster-role.yaml', import.meta.url);
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const TIMES = { backoff: { minMs: 20, maxMs: 400 }, missingMs: 200, reviewMs: 400 };

describeTestbed('a live cluster', () => {
  let testbed: Testbed;
  let client: KubeClient;
  let version: ClusterVersionSource;
  let namespace: string;
  const recorders = new Map<SourceId, Recorder>();

  const send = async (method: string, path: string, body: unknown, status = 201) => {
    const reply = await testbed.admin.request(method, path, { body });
    expect(reply.status, reply.text).toBe(status);
  };
  const of = (source: SourceId): Recorder => {
    const found = recorders.get(source);
    if (!found) throw new Error(`no recorder of ${source}`);
    return found;
  };

  beforeAll(async () => {
    testbed = await startTestbed();
    const user = await testbed.user('plimsoll-agent');
    const role = readYamlDocument(await readFile(ROLE_PATH, 'utf8'));
    await send('POST', `${RBAC}/clusterroles`, role);
    await send('POST', `${RBAC}/clusterrolebindings`, binding('plimsoll-agent', 'plimsoll-cluster-agent'));
    namespace = await testbed.createNamespace();
    client = openKubeClient(await loadKubeconfig({ path: user.kubeconfig, environment: {} }), {
      userAgent: 'test',
    });
    for (const source of kubeSources({ client, logger: silentLogger, random: Math.random, times: TIMES }))
      if ('watch' in source) recorders.set(source.source, new Recorder(source));
      else version = source;
  });
  afterAll(async () => {
    await Promise.all([...recorders.values()].map((recorder) => recorder.stop()));
    client.close();
    await testbed.stop();
  });

  it('is read with the generated ClusterRole, every kind of it', async () => {
    for (const recorder of recorders.values())
      await recorder.until(
        ({ told }) => told.includes('listed') || told.some((one) => one.startsWith('not-served')),
      );
    const unserved = [...recorders]
      .filter(([, { told }]) => !told.includes('listed'))
      .map(([source]) => source);
    expect(unserved).toEqual([]);
    expect(of('kube/core/Namespace').facts.has('/Namespace//kube-system')).toBe(true);
    expect(of('kube/rbac.authorization.k8s.io/ClusterRole').facts.size).toBeGreaterThan(50);
  });

  it('tells its version, and what no Node tells as not known', async () => {
    const facts: Fact[] = [];
    const outcome = await version.collect((fact) => void facts.push(fact), new AbortController().signal);
    expect(outcome).toEqual({ complete: true });
    expect(facts).toMatchObject([
      { subject: { kind: 'Cluster' }, body: { settings: { gitVersion: expect.stringMatching(/^v1\./) } } },
    ]);
  });

  it('a privileged Pod is seen within two seconds, and its end', async () => {
    const pods = of('kube/core/Pod');
    const began = performance.now();
    await send('POST', `/api/v1/namespaces/${namespace}/pods`, {
      metadata: { name: 'bad' },
      spec: { containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }] },
    });
    const key = `/Pod/${namespace}/bad`;
    await pods.until(({ facts }) => facts.has(key));
    expect(performance.now() - began).toBeLessThan(2_000);
    await send('DELETE', `/api/v1/namespaces/${namespace}/pods/bad?gracePeriodSeconds=0`, undefined, 200);
    await pods.until(({ facts }) => !facts.has(key));
  });

  it('of a Secret the names of its keys are told, nothing else', async () => {
    await send('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: 'canary', annotations: { note: 'canary-in-annotation' } },
      stringData: { 'the-key': 'canary-value' },
    });
    const secrets = of('kube/core/Secret');
    await secrets.until(({ facts }) => facts.has(`/Secret/${namespace}/canary`));
    const text = JSON.stringify([...recorders.values()].flatMap(({ facts }) => [...facts.values()]));
    expect(text).toContain('the-key');
    expect(text).not.toContain('canary-value');
    expect(text).not.toContain(Buffer.from('canary-value').toString('base64'));
    expect(text).not.toContain('canary-in-annotation');
  });

  it('a hundred definitions at once are all told, trimmed, and discovery is asked a few times', async () => {
    const before = (await readFile(testbed.auditLog, 'utf8')).split('\n').length;
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition(index)),
      ),
    );
    const crds = of('kube/apiextensions.k8s.io/CustomResourceDefinition');
    await crds.until(({ facts }) => facts.size >= 100);
    expect(JSON.stringify([...crds.facts.values()]).includes('openAPIV3Schema')).toBe(false);
    const lines = (await readFile(testbed.auditLog, 'utf8')).split('\n').slice(before);
    const asked = lines.filter(
      (line) => line.includes('"requestURI":"/apis"') && line.includes('plimsoll-agent'),
    );
    expect(asked.length).toBeLessThan(10);
  });

  it('a permission that is taken away ends the source, deletes nothing, and comes back by itself', async () => {
    const secrets = of('kube/core/Secret');
    const known = secrets.facts.size;
    const listed = secrets.count('listed');
    const role = JSON.parse(JSON.stringify(readYamlDocument(await readFile(ROLE_PATH, 'utf8')))) as RoleText;
    const less = { ...role, rules: role.rules.map((rule) => without(rule, 'secrets')) };
    await send('PUT', `${RBAC}/clusterroles/plimsoll-cluster-agent`, less, 200);
    await secrets.until(({ told }) => told.includes('permission: may not list nor watch secrets'));
    expect(secrets.facts.size).toBe(known);
    await send('PUT', `${RBAC}/clusterroles/plimsoll-cluster-agent`, role, 200);
    await secrets.until(() => secrets.count('listed') > listed);
    expect(secrets.facts.size).toBe(known);
  });

  it('a name with every legal character is told, and found again by it', async () => {
    // RBAC takes whatever may be one segment of a path.
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
    const name = `odd ${printable.replaceAll('/', '').replaceAll('%', '')} é 漢 🙂`;
    await send('POST', `${RBAC}/clusterroles`, { metadata: { name }, rules: [] });
    const roles = of('kube/rbac.authorization.k8s.io/ClusterRole');
    await roles.until(({ facts }) => [...facts.values()].some(({ subject }) => subject.name === name));
    const [key = ''] = [...roles.facts].find(([, { subject }]) => subject.name === name) ?? [];
    expect(parseSubjectKey(key)?.name).toBe(name);
    const again: Fact[] = [];
    await roles.watch.readAgain(
      new Set([key]),
      async (fact) => void again.push(fact),
      new AbortController().signal,
    );
    expect(again.map(({ subject }) => subject.name)).toEqual([name]);
  });

  it('an object that changes a hundred times a second is told a few times, the last state of it', async () => {
    const maps = of('kube/core/ConfigMap');
    const folder = `/api/v1/namespaces/${namespace}/configmaps`;
    const key = `/ConfigMap/${namespace}/restless`;
    await send('POST', folder, { metadata: { name: 'restless' } });
    await maps.until(({ facts }) => facts.has(key));
    const before = maps.count(`seen ${key}`);
    const began = performance.now();
    const lane = async (name: string): Promise<void> => {
      for (let change = 1; change <= 60; change += 1)
        await send('PATCH', `${folder}/restless`, { metadata: { labels: { [name]: `v${change}` } } }, 200);
    };
    const lanes = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(lanes.map(lane));
    const last = (text: string): boolean => lanes.every((name) => text.includes(`"${name}":"v60"`));
    await maps.until(({ facts }) => last(JSON.stringify(facts.get(key))));
    const seconds = (performance.now() - began) / 1_000;
    expect(maps.count(`seen ${key}`) - before).toBeLessThanOrEqual(4 * seconds + 3);
  });

  it('an API server that is killed costs no change and, while versions are known, no list', async () => {
    const maps = of('kube/core/ConfigMap');
    const listed = maps.count('listed');
    await testbed.restart('kube-apiserver');
    await send('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'after-restart' } });
    await maps.until(({ facts }) => facts.has(`/ConfigMap/${namespace}/after-restart`), 30_000);
    expect(maps.count('listed') - listed).toBeLessThanOrEqual(1);
  });

  it('changes that were compacted away while nobody watched are found by a list', async () => {
    const folder = `/api/v1/namespaces/${namespace}/configmaps`;
    const over = new AbortController();
    const resource = {
      group: '',
      version: 'v1',
      kind: 'ConfigMap',
      plural: 'configmaps',
      namespaced: true,
      verbs: [],
    };
    const stream = streamObjects({
      client,
      resource,
      signal: over.signal,
      random: Math.random,
      watchList: false,
      limit: 3,
    });
    const told: string[] = [];
    const upTo = async (last: string): Promise<void> => {
      for (;;) {
        const { value } = await stream.next();
        if (!value) throw new Error('the stream ended');
        told.push(value.type === 'interrupted' ? value.error.code : value.type);
        if (value.type === last) return;
        if (value.type === 'object' && JSON.stringify(value.object).includes(last)) return;
      }
    };
    // Until it is asked for more, nobody watches.
    await upTo('listed');
    await send('DELETE', `${folder}/after-restart`, undefined, 200);
    await send('POST', folder, { metadata: { name: 'after-compaction' } });
    await testbed.compact();
    await testbed.restart('kube-apiserver');
    await upTo('after-compaction');
    expect(told).toContain('KUBE_GONE');
    expect(told.filter((one) => one === 'listing')).toHaveLength(2);
    over.abort();
    await of('kube/core/ConfigMap').until(
      ({ facts }) => !facts.has(`/ConfigMap/${namespace}/after-restart`),
      30_000,
    );
  });

  it('a certificate that nobody known signed is told with what to do', async () => {
    const target = await loadKubeconfig({ path: testbed.kubeconfig, environment: {} });
    const wary = openKubeClient({ ...target, tls: { insecure: false } }, { userAgent: 'wary' });
    const [watch] = kubeSources({ client: wary, logger: silentLogger, random: Math.random, times: TIMES });
    if (!watch || !('watch' in watch)) throw new Error('no watch');
    const recorder = new Recorder(watch);
    await recorder.until(({ told }) => told.some((one) => one.startsWith('untrusted: ')));
    expect(recorder.told[0]).toContain('certificate authority');
    await recorder.stop();
    wary.close();
  });

  it('a token without rights is told which, for each source, and asks for nothing else', async () => {
    const nobody = await testbed.bearer(testbed.token('nobody'));
    const blind = openKubeClient(await loadKubeconfig({ path: nobody.kubeconfig, environment: {} }), {
      userAgent: 'nobody',
    });
    const sources = kubeSources({ client: blind, logger: silentLogger, random: Math.random });
    const watches = sources.filter((source): source is KubeWatch => 'watch' in source);
    const blinds = watches.map((watch) => new Recorder(watch));
    for (const recorder of blinds) await recorder.until(({ told }) => told.length > 0);
    expect(blinds.map(({ told }) => told.length)).toEqual(KUBE_COLLECTORS.map(() => 1));
    expect(blinds.every(({ told }) => told[0]?.startsWith('permission: may not list nor watch'))).toBe(true);
    const told = sources.find((source): source is ClusterVersionSource => 'collect' in source);
    const began = performance.now();
    expect(await told?.collect(() => undefined, new AbortController().signal)).toEqual({ complete: true });
    expect(performance.now() - began).toBeLessThan(5_000);
    await Promise.all(blinds.map((recorder) => recorder.stop()));
    blind.close();
  });
});

interface RoleText {
  readonly rules: readonly { readonly resources?: readonly string[] }[];
}

const without = (rule: RoleText['rules'][number], resource: string) =>
  rule.resources ? { ...rule, resources: rule.resources.filter((one) => one !== resource) } : rule;

const binding = (user: string, role: string) => ({
  metadata: { name: `${role}-test` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
});

const definition = (index: number) => ({
  metadata: { name: `things${index}.example.org` },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { plural: `things${index}`, singular: `thing${index}`, kind: `Thing${index}` },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
});
