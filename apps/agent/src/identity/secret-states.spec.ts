import { fakeApiServer, type FakeApiServer } from '@plimsoll/probes/testing';
import { openKubeClient, type KubeClient } from '@plimsoll/probes/kube';
import type { AgentState } from '@plimsoll/link-client';
import { silentLogger } from '@plimsoll/runtime';
import type { JsonObject } from '@plimsoll/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { enrollOnce } from './first-enrollment.js';
import { secretStates } from './secret-states.js';

const STATE: AgentState = {
  version: 1,
  enrollmentAddress: 'centre:1',
  streamAddress: 'centre:2',
  caPin: 'sha256:00',
  caPem: 'pem',
  organizationId: 'o',
  clusterId: 'c-1',
  agentId: 'a',
  cluster: { kind: 'kubernetes', uid: 'u', name: 'n' },
  privateKeyPem: 'key',
  certificatePem: 'certificate',
  notBeforeMs: 1,
  notAfterMs: 2,
  joinState: { counter: '1', secret: 's' },
};

let server: FakeApiServer;
let client: KubeClient;
let secret: JsonObject;
beforeEach(async () => {
  secret = { kind: 'Secret', metadata: { name: 's' } };
  server = await fakeApiServer(({ request, path, json }) => {
    if (path === '/api/v1/namespaces') return json({ kind: 'NamespaceList', items: [] });
    if (request.method !== 'PATCH') return json(secret);
    let text = '';
    request.on('data', (chunk: Buffer) => void (text += chunk.toString()));
    request.on('end', () => {
      secret = { ...secret, ...(JSON.parse(text) as JsonObject) };
      json(secret);
    });
  });
  client = openKubeClient(server.target, { userAgent: 'test' });
});
afterEach(async () => {
  client.close();
  await server.close();
});

it('a Secret keeps an identity, and says of which cluster it is', async () => {
  const states = secretStates(client, 'plimsoll/s');
  await expect(states.read()).rejects.toMatchObject({ code: 'AGENT_STATE_SECRET_EMPTY' });
  await states.write(STATE);
  expect(await states.read()).toEqual(STATE);
  expect(secret['metadata']).toMatchObject({ annotations: { 'plimsoll.dev/cluster-id': 'c-1' } });
  expect(server.requests).toContain('GET /api/v1/namespaces/plimsoll/secrets/s');
});

it('a Secret keeps the key of a renewal until the state is replaced, and no longer', async () => {
  const states = secretStates(client, 'plimsoll/s');
  await states.write(STATE);
  const key = await states.nextKey?.(STATE);
  expect(key).toContain('PRIVATE KEY');
  expect(await secretStates(client, 'plimsoll/s').nextKey?.(STATE)).toBe(key);
  expect(await states.read()).toEqual(STATE);
  await states.write({ ...STATE, joinState: { counter: '2', secret: 's' } });
  expect(await states.nextKey?.(STATE)).not.toBe(key);
});

it('one that was written by somebody else is said to be broken, without a word of it', async () => {
  secret = { ...secret, data: { 'agent.json': Buffer.from('hunter2').toString('base64') } };
  const failure = secretStates(client, 'a/b').read();
  await expect(failure).rejects.toMatchObject({ code: 'LINK_STATE_CORRUPT' });
  await expect(failure).rejects.not.toThrow(/hunter2/);
});

it.each(['', 'a', 'a/', '/b', 'a/b/c'])('a Secret is not called "%s"', (name) => {
  expect(() => secretStates(client, name)).toThrow(/AGENT_STATE_KEPT_IN/);
});

const enrolling = (over: object) => {
  const states = secretStates(client, 'a/b');
  return enrollOnce({
    configuration: {
      role: 'cluster',
      centre: 'x:1',
      caPin: 'p',
      token: 't',
      clusterName: undefined,
      ...over,
    },
    states,
    tryWrite: states.tryWrite,
    client: async () => client,
    environment: {},
    logger: silentLogger,
  });
};

it('with an identity, or without a token, nobody enrols', async () => {
  await enrolling({ token: undefined });
  expect(server.requests).toEqual([]);
  await secretStates(client, 'a/b').write(STATE);
  await enrolling({});
});

it.each([{ centre: undefined }, { caPin: undefined }, { role: 'node' as const }])(
  'a token alone is not enough: %o',
  async (over) => {
    await expect(enrolling(over)).rejects.toMatchObject({ code: 'AGENT_ENROLLMENT_INCOMPLETE' });
  },
);

it('who the cluster is comes before the token is spent', async () => {
  await expect(enrolling({})).rejects.toMatchObject({ code: 'CLUSTER_UNIDENTIFIED' });
});
