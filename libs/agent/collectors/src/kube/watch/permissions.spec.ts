import { openKubeClient, type KubeClient, type KubeResource } from '@plimsoll/probes/kube';
import { fakeApiServer, fakeStatus, type FakeApiServer } from '@plimsoll/probes/testing';
import type { JsonObject } from '@plimsoll/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Permissions } from './permissions.js';

const pods: KubeResource = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  verbs: [],
};
const deployments = { ...pods, group: 'apps', kind: 'Deployment', plural: 'deployments' };
const read = { apiGroup: '', resource: '', verbs: ['list', 'watch'], why: '' };
const { signal } = new AbortController();

let server: FakeApiServer;
let client: KubeClient;
let answer: JsonObject;
let allowed: boolean;
beforeEach(async () => {
  allowed = false;
  answer = { resourceRules: [], incomplete: false };
  server = await fakeApiServer(({ path, json }) =>
    path.endsWith('rulesreviews') ? json({ status: answer }, 201) : json({ status: { allowed } }, 201),
  );
  client = openKubeClient(server.target, { userAgent: 'test' });
});
afterEach(async () => {
  client.close();
  await server.close();
});
const rule = (apiGroups: string[], resources: string[], verbs: string[], more: JsonObject = {}) => ({
  apiGroups,
  resources,
  verbs,
  ...more,
});
const asked = (kind: string) => server.requests.filter((line) => line.includes(kind)).length;

it('one answer serves all who ask within a while, and a new one those who ask later', async () => {
  answer = {
    resourceRules: [rule([''], ['pods'], ['list', 'watch']), rule(['apps'], ['*'], ['list'])],
    incomplete: false,
  };
  const permissions = new Permissions(client, 60_000);
  const both = [permissions.missing(pods, read, signal), permissions.missing(deployments, read, signal)];
  expect(await Promise.all(both)).toEqual([undefined, 'may not watch deployments.apps']);
  expect([asked('rules'), asked('access')]).toEqual([1, 0]);
  permissions.forget();
  answer = { resourceRules: [rule(['*'], ['*'], ['*'])], incomplete: false };
  expect(await permissions.missing(deployments, read, signal)).toBeUndefined();
  expect(asked('rules')).toBe(2);
});

it('a rule for certain names is none for all of them', async () => {
  const named = rule([''], ['pods'], ['list', 'watch'], { resourceNames: ['one'] });
  answer = { resourceRules: [named], incomplete: false };
  expect(await new Permissions(client, 1).missing(pods, read, signal)).toBe('may not list nor watch pods');
});

it('of an answer that is not all, what is missing is asked for', async () => {
  answer = { resourceRules: [rule([''], ['pods'], ['list'])], incomplete: true };
  allowed = true;
  expect(await new Permissions(client, 1).missing(pods, read, signal)).toBeUndefined();
  expect(asked('access')).toBe(1);
  allowed = false;
  expect(await new Permissions(client, 1).missing(pods, read, signal)).toBe('may not watch pods');
});

it('a server that does not answer it is asked kind by kind; one that is away is not taken for a refusal', async () => {
  server.handle = ({ path, json }) =>
    path.endsWith('rulesreviews')
      ? json(fakeStatus(403, 'no'), 403)
      : json({ status: { allowed: true } }, 201);
  expect(await new Permissions(client, 1).missing(pods, read, signal)).toBeUndefined();
  server.handle = ({ json }) => json(fakeStatus(503, 'away'), 503);
  const permissions = new Permissions(client, 60_000);
  await expect(permissions.missing(pods, read, signal)).rejects.toMatchObject({ code: 'KUBE_SERVER_FAILED' });
  server.handle = ({ json }) =>
    json({ status: { resourceRules: [rule([''], ['*'], ['*'])], incomplete: false } });
  expect(await permissions.missing(pods, read, signal)).toBeUndefined();
});
