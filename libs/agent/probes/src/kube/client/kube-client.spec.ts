import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeApiServer, fakeStatus, type FakeApiServer } from '../../testing/fake-api-server.js';
import { openDiscovery } from '../catalog/discover.js';
import { reviewAccess } from '../catalog/review-access.js';
import { openKubeClient, type KubeClient } from './kube-client.js';

let server: FakeApiServer;
let client: KubeClient;
beforeEach(async () => {
  server = await fakeApiServer((request) => request.json({ path: request.path }));
  client = openKubeClient(server.target, { userAgent: 'test', answerMs: 200 });
});
afterEach(async () => {
  client.close();
  await server.close();
});

describe('a client', () => {
  it('reads its credentials again once, after a refusal', async () => {
    let token = 'old';
    const bearer = () => ({ headers: { authorization: `Bearer ${token}` } });
    const renew = async () => ((token = 'new'), bearer());
    const renewing = openKubeClient(
      { ...server.target, credentials: { current: async () => bearer(), renew } },
      { userAgent: 'test' },
    );
    server.handle = ({ request, json }) =>
      request.headers.authorization === 'Bearer new' ? json({}) : json(fakeStatus(401, 'Unauthorized'), 401);
    expect(await renewing.json('/version')).toEqual({});
    server.handle = ({ json }) => json(fakeStatus(401, 'Unauthorized'), 401);
    await expect(renewing.json('/version')).rejects.toMatchObject({ code: 'KUBE_UNAUTHENTICATED' });
    expect(server.requests).toHaveLength(4);
    renewing.close();
  });

  it.each([
    [403, 'KUBE_FORBIDDEN'],
    [404, 'KUBE_NOT_FOUND'],
    [410, 'KUBE_GONE'],
    [429, 'KUBE_THROTTLED'],
    [422, 'KUBE_REFUSED'],
    [503, 'KUBE_SERVER_FAILED'],
  ])('says of %i that it is %s', async (status, code) => {
    server.handle = ({ json }) => json(fakeStatus(status, 'because'), status);
    await expect(client.json('/api')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('because'),
    });
  });

  it('takes no page for an answer, nor one without end, and does not wait for ever', async () => {
    server.handle = ({ response }) => response.end('<html>');
    await expect(client.json('/api')).rejects.toMatchObject({ code: 'KUBE_ANSWER_INVALID' });
    server.handle = ({ json }) => json({ text: 'x'.repeat(10_000) });
    await expect(client.json('/api', { maxBytes: 1_000 })).rejects.toMatchObject({
      code: 'KUBE_ANSWER_TOO_LARGE',
    });
    server.handle = () => undefined;
    await expect(client.json('/api')).rejects.toMatchObject({ code: 'KUBE_UNREACHABLE' });
    await server.close();
    await expect(client.json('/api')).rejects.toMatchObject({ code: 'KUBE_UNREACHABLE' });
  });

  it('keeps the prefix of the server', async () => {
    const target = { ...server.target, server: new URL(`${server.url}/k8s/clusters/c-1/`) };
    const prefixed = openKubeClient(target, { userAgent: 'test' });
    expect(await prefixed.json('/version')).toEqual({ path: '/k8s/clusters/c-1/version' });
    prefixed.close();
  });

  it('goes through a proxy, and past it where it is told to', async () => {
    const seen: string[] = [];
    const proxy = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end('{"through":"proxy"}');
    });
    proxy.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url ?? ''}`);
      const port = Number(new URL(server.url).port);
      const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      onward.pipe(socket).pipe(onward);
    });
    await listening(proxy);
    const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const proxied = openKubeClient({ ...server.target, proxy: { HTTP_PROXY } }, { userAgent: 'test' });
    await proxied.json('/version');
    expect(seen).toHaveLength(1);
    const past = openKubeClient(
      { ...server.target, proxy: { HTTP_PROXY, NO_PROXY: '127.0.0.1' } },
      { userAgent: 'test' },
    );
    expect(await past.json('/version')).toEqual({ path: '/version' });
    expect(seen).toHaveLength(1);
    const lost = openKubeClient(
      { ...server.target, proxy: { HTTP_PROXY: 'http://me:hunter2@127.0.0.1:1' } },
      { userAgent: 'test' },
    );
    const failure = await lost.json('/version').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'KUBE_PROXY_FAILED' });
    expect(String(failure)).toContain('through the proxy http://127.0.0.1:1');
    expect(String(failure)).not.toContain('hunter2');
    lost.close();
    proxied.close();
    past.close();
    proxy.closeAllConnections();
    proxy.close();
  });
});

const listening = (proxy: Server) => new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));

describe('discovery', () => {
  const wanted = new Set(['', 'apps']);

  it('reads the aggregated form and asks again by its tag', async () => {
    const resource = {
      resource: 'pods',
      responseKind: { kind: 'Pod' },
      scope: 'Namespaced',
      verbs: ['list', 'watch'],
    };
    const items = [{ metadata: {}, versions: [{ version: 'v1', resources: [resource] }] }];
    server.handle = ({ request, json, path }) => {
      if (request.headers['if-none-match'] === path) return json({}, 304);
      json({ kind: 'APIGroupDiscoveryList', items: path === '/api' ? items : [] }, 200, { etag: path });
    };
    const discovery = openDiscovery(client, wanted);
    for (const served of [await discovery.refresh(), await discovery.refresh()])
      expect(served.find('', 'Pod')).toEqual([
        { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, verbs: ['list', 'watch'] },
      ]);
  });

  it('reads group after group of an older server, those that are wanted', async () => {
    const apps = { name: 'apps', versions: [{ version: 'v1' }] };
    const resources = [
      { name: 'deployments', kind: 'Deployment', namespaced: true, verbs: ['list'] },
      { name: 'deployments/scale', kind: 'Scale', namespaced: true, verbs: ['get'] },
    ];
    server.handle = ({ path, json }) => {
      if (path === '/api') return json({ kind: 'APIVersions', versions: [] });
      if (path === '/apis')
        return json({ kind: 'APIGroupList', groups: [apps, { name: 'other', versions: [] }] });
      json({ kind: 'APIResourceList', resources });
    };
    const served = await openDiscovery(client, wanted).refresh();
    expect(served.find('apps', 'Deployment')).toMatchObject([{ plural: 'deployments', version: 'v1' }]);
    expect(served.groups.has('other')).toBe(true);
    expect(server.requests).toEqual(['GET /api', 'GET /apis', 'GET /apis/apps/v1']);
  });
});

it('a review tells whether we may', async () => {
  const access = { group: 'apps', resource: 'deployments', verb: 'watch' };
  server.handle = ({ json }) => json({ status: { allowed: true } }, 201);
  expect(await reviewAccess(client, access)).toBe(true);
  server.handle = ({ json }) => json({ status: { allowed: false } }, 201);
  expect(await reviewAccess(client, access)).toBe(false);
});
