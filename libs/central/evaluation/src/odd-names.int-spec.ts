import { hash } from 'node:crypto';
import { DERIVATIONS } from '@plimsoll/engine';
import type { JsonObject, Subject } from '@plimsoll/model';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCatalog } from './testing/test-catalog.js';
import { TestCluster } from './testing/test-cluster.js';

let db: TestStore;
beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());

const GROUP = 'rbac.authorization.k8s.io';
const POD: Subject = { group: '', kind: 'Pod', namespace: 'a', name: 'p' };
const BINDING: Subject = { group: GROUP, kind: 'RoleBinding', namespace: 'a', name: 'b' };

const pod = (metadata: JsonObject, spec: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  spec,
  mode: 'bad',
});
const owned = (name: string): JsonObject =>
  pod({ ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, controller: true }] }, {});
const bound = (namespace: string): JsonObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'RoleBinding',
  metadata: { name: 'b', namespace: 'a' },
  roleRef: { apiGroup: GROUP, kind: 'Role', name: 'r\0' },
  subjects: [{ kind: 'ServiceAccount', name: 's\0', namespace }],
});
/** Does not compress to what an index takes. */
const LONG = Array.from({ length: 100 }, (_, index) => hash('sha256', `${index}`, 'base64')).join('');

it.each<[string, JsonObject, JsonObject]>([
  ['a NUL in the name of an owner', owned('x\0y'), bound('n')],
  ['a NUL in the name of an account', pod({}, { serviceAccountName: 'x\0y' }), bound('n')],
  ['a NUL in the namespace of an account', pod({}, {}), bound('n\0')],
  ['a namespace of an account that is too long for an index', pod({}, {}), bound(LONG)],
])('%s keeps nothing of the cluster from being judged', async (_what, object, binding) => {
  const cluster = await TestCluster.create(db, { ...testCatalog(), derivations: DERIVATIONS });
  await cluster.put(BINDING, 'kube/rbac.authorization.k8s.io/RoleBinding', {
    shape: 'object',
    object: binding,
  });
  await cluster.put(POD, 'kube/core/Pod', { shape: 'object', object });
  await cluster.evaluate();
  expect(await cluster.query(`select control, verdict from findings where closed_at is null`)).toEqual([
    { control: 'test/mode', verdict: 'fail' },
  ]);
  expect(await cluster.evaluate()).toMatchObject({ outcome: 'unchanged' });
});
