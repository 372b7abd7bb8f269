import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { requireBinaries, startTestbed, versions } from '@plimsoll/testbed';
import type { ApiReply, Testbed, TestbedAccess, WatchEvent } from '@plimsoll/testbed';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { killedWhileUp } from './support/killed-while-up.js';

const pod = (name: string, privileged: boolean): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'none', securityContext: { privileged } }] },
});

async function firstEvent(events: AsyncGenerator<WatchEvent, void>, type: string): Promise<unknown> {
  for await (const event of events) if (event.type === type) return event.object;
  throw new Error(`the watch ended without ${type}`);
}

/** However the server's end is seen by a watch. */
const CUT = /ended without|aborted|hang up|ECONNRESET/;

const living = (pid: number): boolean => existsSync(`/proc/${pid}/stat`);

describeTestbed('the testbed of a test run', () => {
  let testbed: TestbedAccess & { readonly close: () => void };
  let namespace: string;
  const pods = (query = ''): string => `/api/v1/namespaces/${namespace}/pods${query}`;
  const create = (where: string, body: unknown): Promise<ApiReply> =>
    testbed.admin.request('POST', where, { body });

  beforeAll(async () => {
    testbed = await sharedTestbed();
    namespace = await testbed.createNamespace({ 'pod-security.kubernetes.io/enforce': 'baseline' });
  });
  afterAll(() => testbed.close());

  it('is one for all who ask', async () => {
    const other = await sharedTestbed();
    expect(other.url).toBe(testbed.url);
    expect((await other.admin.request('GET', '/readyz')).text).toBe('ok');
    other.close();
  });

  it('is the pinned version, unless somebody brought their own', async () => {
    const { body } = await testbed.admin.request('GET', '/version');
    const own = requireBinaries()['kube-apiserver'].includes('/plimsoll/testbed/');
    expect(body).toMatchObject({ gitVersion: own ? `v${versions().kubernetes}` : expect.any(String) });
  });

  it('knows an administrator by certificate and by token, and refuses a wrong token', async () => {
    const root = await testbed.bearer(testbed.adminToken);
    expect((await root.client.request('GET', '/api/v1/secrets')).status).toBe(200);
    const stranger = await testbed.bearer('wrong');
    expect((await stranger.client.request('GET', '/api/v1/namespaces')).status).toBe(401);
  });

  it('denies by RBAC what no role allows, and allows it with the binding', async () => {
    const nobody = await testbed.bearer(testbed.token('nobody'));
    expect((await nobody.client.request('GET', pods())).status).toBe(403);
    const reader = await testbed.user('reader', ['readers']);
    const denied = await reader.client.request('GET', pods());
    expect([denied.status, denied.text]).toEqual([
      403,
      expect.stringContaining('User \\"reader\\" cannot list'),
    ]);
    const binding = await create(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
      metadata: { name: 'readers' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'readers' }],
    });
    expect(binding.status).toBe(201);
    await expect.poll(async () => (await reader.client.request('GET', pods())).status).toBe(200);
  });

  it('gives a service account a token that it knows', async () => {
    const token = await testbed.serviceAccountToken(namespace, 'default');
    const { client } = await testbed.bearer(token);
    expect((await client.request('GET', pods())).text).toContain(
      `system:serviceaccount:${namespace}:default`,
    );
  });

  it('denies a privileged pod by Pod Security admission and names the check', async () => {
    const bad = await create(pods('?dryRun=All'), pod('bad', true));
    expect([bad.status, bad.text]).toEqual([403, expect.stringContaining('violates PodSecurity')]);
    expect(bad.text).toContain(
      'privileged (container \\"main\\" must not set securityContext.privileged=true)',
    );
    expect((await create(pods('?dryRun=All'), pod('good', false))).status).toBe(201);
  });

  it('streams a list as a watch that a bookmark ends, and changes after it', async () => {
    const query =
      '?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
    const events = testbed.admin.watch(pods(query));
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    expect(await firstBookmark(events)).toMatchObject({ metadata: { annotations } });
    await create(pods(), pod('watched', false));
    const { value } = await events.next();
    expect(value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'watched' } } });
    await events.return();
  });

  it('seals secrets before etcd sees them', async () => {
    const value = 'a value that must not be readable';
    await create(`/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: 'sealed' },
      stringData: { value },
    });
    const stored = (await testbed.stored(`/registry/secrets/${namespace}/sealed`)) ?? Buffer.alloc(0);
    expect(stored.subarray(0, 24).toString()).toBe('k8s:enc:secretbox:v1:tes');
    expect(stored.includes(value)).toBe(false);
  });

  it('has each request in the audit log before the reply', async () => {
    const reply = await testbed.admin.request('GET', pods());
    const line = readFileSync(testbed.auditLog, 'utf8')
      .split('\n')
      .find((text) => text.includes(String(reply.headers['audit-id'])));
    expect(JSON.parse(line ?? 'null')).toMatchObject({ verb: 'list', user: { username: 'testbed-admin' } });
  });

  it('writes kubeconfigs for everybody', async () => {
    const { kubeconfig } = await testbed.user('someone');
    const text = readFileSync(kubeconfig, 'utf8');
    expect(text).toContain(`server: ${testbed.url}`);
    expect(text).toContain('current-context: testbed');
    expect(readFileSync(testbed.kubeconfig, 'utf8')).toContain('client-certificate-data: ');
  });

  async function firstBookmark(events: AsyncGenerator<WatchEvent, void>): Promise<unknown> {
    for (;;) {
      const { value, done } = await events.next();
      if (done === true) throw new Error('the watch ended without a bookmark');
      if (value.type === 'BOOKMARK') return value.object;
    }
  }
});

describeTestbed('a testbed of its own', () => {
  let testbed: Testbed;
  const configMaps = '/api/v1/namespaces/default/configmaps';
  const write = (name: string): Promise<ApiReply> =>
    testbed.admin.request('POST', configMaps, { body: { metadata: { name } } });

  beforeAll(async () => {
    const begin = performance.now();
    testbed = await startTestbed({ tokens: [{ name: 'alice', groups: ['dev'] }] });
    console.log(`a testbed started in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  });
  afterAll(() => testbed.stop());

  it('knows the users it was started with', async () => {
    const { client } = await testbed.bearer(testbed.token('alice'));
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const reply = await client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      body: review,
    });
    expect(reply.body).toMatchObject({
      status: { userInfo: { username: 'alice', groups: ['dev', 'system:authenticated'] } },
    });
  });

  it('comes back on the same port after a kill, with everything it held', async () => {
    await write('kept');
    const events = testbed.admin.watch(`${configMaps}?watch=1`);
    await events.next();
    await testbed.kill('kube-apiserver');
    await expect(firstEvent(events, 'DELETED')).rejects.toThrow(CUT);
    await expect(testbed.admin.request('GET', '/readyz')).rejects.toThrow('ECONNREFUSED');
    await testbed.restart('kube-apiserver');
    expect((await testbed.admin.request('GET', `${configMaps}/kept`)).status).toBe(200);
  });

  it('ends in seconds when it is asked to, although a watch is open', async () => {
    const events = testbed.admin.watch(`${configMaps}?watch=1`);
    await events.next();
    const begin = performance.now();
    const restarted = testbed.restart('kube-apiserver', 'SIGTERM');
    await expect(firstEvent(events, 'NONE')).rejects.toThrow(CUT);
    await restarted;
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  it('answers an old version with 410 after a compaction and a restart', async () => {
    const old = await testbed.revision();
    await write('newer');
    await testbed.compact();
    await testbed.restart('kube-apiserver');
    const event = await firstEvent(
      testbed.admin.watch(`${configMaps}?watch=1&resourceVersion=${old}`),
      'ERROR',
    );
    expect(event).toMatchObject({ code: 410, reason: 'Expired' });
  });

  it('holds its connections open without an answer while it is paused', async () => {
    testbed.pause('kube-apiserver');
    const asked = testbed.admin.request('GET', '/readyz', { signal: AbortSignal.timeout(300) });
    await expect(asked).rejects.toThrow('aborted');
    testbed.resume('kube-apiserver');
    await expect.poll(async () => (await testbed.admin.request('GET', '/readyz')).status).toBe(200);
  });

  it('survives the death of etcd', async () => {
    await testbed.restart('etcd');
    await expect.poll(async () => (await write('after')).status, { timeout: 20_000 }).toBe(201);
  });

  it('says which server ended without being asked to', async () => {
    process.kill(testbed.pid('kube-controller-manager') ?? 0, 'SIGKILL');
    expect(await testbed.failed).toBe('kube-controller-manager');
  });

  it('leaves nothing when it is stopped', async () => {
    const pids = (['etcd', 'kube-apiserver'] as const).map((name) => testbed.pid(name) ?? 0);
    const folder = path.dirname(path.dirname(testbed.kubeconfig));
    expect(pids.every(living) && existsSync(folder)).toBe(true);
    await testbed.stop();
    expect(pids.some(living) || existsSync(folder)).toBe(false);
  });
});

describeTestbed('a testbed whose owner is killed', () => {
  it('leaves nothing', { timeout: 60_000 }, async () => {
    const { pids, folder } = await killedWhileUp();
    await expect.poll(() => pids.some(living) || existsSync(folder), { timeout: 10_000 }).toBe(false);
  });
});

describeTestbed('an API server that does not start', () => {
  it('is an error with what it said', async () => {
    await expect(startTestbed({ apiServerFlags: ['--no-such-flag'] })).rejects.toMatchObject({
      code: 'TESTBED_START_FAILED',
      message: expect.stringContaining('unknown flag: --no-such-flag'),
    });
  });
});
