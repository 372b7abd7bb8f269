import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeApiServer, fakeStatus, type FakeApiServer } from '../../testing/fake-api-server.js';
import { readClusterUid } from '../catalog/cluster-uid.js';
import { openKubeClient, type KubeClient } from '../client/kube-client.js';
import { applyObject, getObject } from './apply-object.js';

const OBJECT = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', resourceVersion: '7' } };
const PATH = '/api/v1/namespaces/n/secrets/a';

let server: FakeApiServer;
let client: KubeClient;
beforeEach(async () => {
  server = await fakeApiServer(({ json }) => json(OBJECT));
  client = openKubeClient(server.target, { userAgent: 'test' });
});
afterEach(async () => {
  client.close();
  await server.close();
});
const apply = { path: PATH, object: OBJECT, fieldManager: 'me' };

describe('an applied object', () => {
  it('is sent as the fields that its manager owns', async () => {
    let type: string | undefined;
    server.handle = ({ request, json }) => {
      type = request.headers['content-type'];
      json(OBJECT, 201);
    };
    expect(await applyObject(client, apply)).toEqual({ created: true, object: OBJECT });
    expect(type).toBe('application/apply-patch+yaml');
    expect(server.requests).toEqual([`PATCH ${PATH}?fieldManager=me&force=false&fieldValidation=Strict`]);
  });

  it.each([
    [403, 'KUBE_FORBIDDEN'],
    [409, 'KUBE_CONFLICT'],
  ])('that is answered with %i is %s', async (status, code) => {
    server.handle = ({ json }) => json(fakeStatus(status, 'because'), status);
    await expect(applyObject(client, apply)).rejects.toMatchObject({ code });
  });

  it('that is answered with something else is no success', async () => {
    server.handle = ({ json }) => json({ kind: 'Status' });
    await expect(applyObject(client, apply)).rejects.toMatchObject({ code: 'KUBE_ANSWER_INVALID' });
  });
});

it('an object is read, its metadata alone where that is enough, and one that is not there is none', async () => {
  const accepted: (string | undefined)[] = [];
  server.handle = ({ request, json }) => {
    accepted.push(request.headers.accept);
    json(OBJECT);
  };
  expect(await getObject(client, PATH)).toEqual(OBJECT);
  await getObject(client, PATH, { metadataOnly: true });
  expect(accepted[1]).toContain('as=PartialObjectMetadata');
  server.handle = ({ json }) => json(fakeStatus(404, 'gone'), 404);
  expect(await getObject(client, PATH)).toBeUndefined();
});

it('a cluster is known by its kube-system', async () => {
  server.handle = ({ json }) => json({ items: [{ metadata: { name: 'kube-system', uid: 'u' } }] });
  expect(await readClusterUid(client)).toBe('u');
  server.handle = ({ json }) => json({ items: [{ metadata: { name: 'kube-system' } }] });
  expect(await readClusterUid(client)).toBe('');
  server.handle = ({ json }) => json({ items: [] });
  expect(await readClusterUid(client)).toBeUndefined();
});
