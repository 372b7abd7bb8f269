import type { Derivation } from '@plimsoll/engine';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINDINGS, TestCluster, roleBinding } from '../testing/test-cluster.js';
import { factsOfDerivation } from './derived.repository.js';
import { changedWithin } from './dirty.repository.js';

let db: TestStore;
let cluster: TestCluster;

beforeAll(async () => {
  db = await testStore();
  cluster = await TestCluster.create(db);
  for (const name of ['mine-a', 'mine-b', 'other', 'mind'])
    await cluster.put(roleBinding(name), BINDINGS, { shape: 'object', object: {} });
});
afterAll(() => db.close());

const prefix = (name: string): string => `rbac.authorization.k8s.io/RoleBinding/shop/${name}`;
const within = (...names: readonly string[]): Derivation => ({
  id: 'effective-permissions',
  sources: [BINDINGS],
  within: { [BINDINGS]: names.map(prefix) },
  derive: () => new Map(),
  keyOf: () => '',
});

describe('a derivation that looks at few of many subjects', () => {
  it('reads those whose key begins as it says', async () => {
    const names = async (derivation: Derivation): Promise<readonly string[]> => {
      const facts = await cluster.transaction((tx) => factsOfDerivation(tx, cluster.clusterId, derivation));
      return (facts.get(BINDINGS) ?? []).map(({ subject }) => subject.name).sort();
    };
    expect(await names(within('mine-'))).toEqual(['mine-a', 'mine-b']);
    expect(await names(within('mind', 'other'))).toEqual(['mind', 'other']);
    expect(await names({ ...within(), within: {} })).toHaveLength(4);
  });

  it('is told of changes of those alone', async () => {
    const changed = (name: string, from: number): Promise<boolean> =>
      cluster.transaction((tx) =>
        changedWithin(tx, cluster.clusterId, { source: BINDINGS, prefixes: [prefix(name)], from, to: 1000 }),
      );
    expect(await changed('mine-', 0)).toBe(true);
    expect(await changed('nobody', 0)).toBe(false);
    expect(await changed('mine-', 1000)).toBe(false);
  });
});
