import type { SourceId } from '@plimsoll/model';
import { anyJson } from '@plimsoll/model/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DERIVATIONS } from '../derivations/derivations.js';
import { effectivePermissions } from '../derivations/effective-permissions/effective-permissions.js';
import { anyRbacFacts, bySource, nodeFact, objectFact, versionFact } from '../testing/index.js';
import { COMPLETENESS_KEY, derive, derivedLookup, dirtyKeys, isDirty } from './derive.js';

const ALL: ReadonlySet<SourceId> = new Set(DERIVATIONS.flatMap(({ sources }) => sources));
const NONE: ReadonlySet<SourceId> = new Set();
const RULES = 'effective-permissions';
const account = (namespace: string) => ({ group: '', kind: 'ServiceAccount', namespace, name: 'a' });

describe('deriving', () => {
  it('does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(anyRbacFacts(), fc.infiniteStream(fc.nat()), (facts, keys) => {
        const mixed = facts
          .map((fact) => ({ fact, key: keys.next().value ?? 0 }))
          .sort((left, right) => left.key - right.key);
        const again = derive(DERIVATIONS, bySource(mixed.map(({ fact }) => fact)), ALL);
        const once = derive(DERIVATIONS, bySource(facts), ALL);
        expect(dirtyKeys(RULES, once, again)).toEqual(new Set());
        expect(again.get(RULES)?.get('')).toEqual(once.get(RULES)?.get(''));
      }),
    );
  });

  it('never throws, whatever a body holds', () => {
    const anyObject = fc.dictionary(
      fc.constantFrom('roleRef', 'subjects', 'rules', 'metadata', 'aggregationRule', 'apiVersion'),
      fc.oneof(
        anyJson(),
        fc.array(fc.dictionary(fc.constantFrom('kind', 'name', 'verbs', 'resources'), anyJson())),
        fc.constant({ clusterRoleSelectors: [{}, null, { matchExpressions: [{}] }] }),
      ),
    );
    const anyKind = fc.constantFrom('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding');
    const anyWorld = fc.array(fc.tuple(anyKind, anyObject), { maxLength: 8 });
    fc.assert(
      fc.property(anyWorld, (world) => {
        const facts = world.map(([kind, object]) => ({
          ...objectFact({ apiVersion: 'rbac.authorization.k8s.io/v1', kind }),
          body: { shape: 'object' as const, object },
        }));
        expect(derive(DERIVATIONS, bySource(facts), ALL).size).toBe(DERIVATIONS.length);
      }),
      { numRuns: 500 },
    );
  });

  it('is not changed by unrelated facts', () => {
    fc.assert(
      fc.property(anyRbacFacts(), (facts) => {
        const more = [
          ...facts,
          nodeFact('host/sysctl', { a: '1' }),
          objectFact({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'shop' } }),
        ];
        expect(derive(DERIVATIONS, bySource(more), ALL)).toEqual(derive(DERIVATIONS, bySource(facts), ALL));
      }),
    );
  });

  it('dirties every subject when a source is lost, also where nothing was derived', () => {
    const [before, after] = [derive(DERIVATIONS, new Map(), ALL), derive(DERIVATIONS, new Map(), NONE)];
    const dirty = dirtyKeys(RULES, before, after);
    expect(dirty.has(COMPLETENESS_KEY)).toBe(true);
    expect(isDirty(effectivePermissions, account('nowhere'), dirty)).toBe(true);
    expect(derivedLookup(DERIVATIONS, after)(RULES, account('nowhere'))).toEqual({
      value: undefined,
      incomplete: true,
    });
    expect(derivedLookup(DERIVATIONS, before)(RULES, account('nowhere'))).toEqual({
      value: undefined,
      incomplete: false,
    });
  });

  it('dirties only the namespaces that a change reaches', () => {
    const binding = (namespace: string, role: string) =>
      objectFact({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { namespace, name: 'b' },
        roleRef: { kind: 'Role', name: role },
        subjects: [{ kind: 'ServiceAccount', name: 'a', namespace }],
      });
    const before = derive(DERIVATIONS, bySource([binding('shop', 'x'), binding('bank', 'x')]), ALL);
    const after = derive(DERIVATIONS, bySource([binding('shop', 'y'), binding('bank', 'x')]), ALL);
    const dirty = dirtyKeys(RULES, before, after);
    expect(dirty).toEqual(new Set(['shop']));
    expect(isDirty(effectivePermissions, account('bank'), dirty)).toBe(false);
    expect(dirtyKeys(RULES, after, derive(DERIVATIONS, bySource([binding('shop', 'y')]), ALL))).toEqual(
      new Set(['bank']),
    );
  });
});

describe('the platform', () => {
  it.each([
    ['v1.34.2', '1.34', 'kubernetes'],
    ['1.31', '1.31', 'kubernetes'],
    ['v1.33.1+k3s1', '1.33', 'k3s'],
    ['v1.33.1+rke2r1', '1.33', 'rke2'],
    ['v1.32.3-eks-473151a', '1.32', 'eks'],
    ['v1.32.4-gke.1106006', '1.32', 'gke'],
  ])('of %s is %s, %s', (gitVersion, kubernetesVersion, distribution) => {
    const value = derive(DERIVATIONS, bySource([versionFact(gitVersion)]), ALL)
      .get('platform')
      ?.get('')?.value;
    expect(value).toEqual({ kubernetesVersion, distribution, gitVersion: gitVersion.replace('v', '') });
  });

  it('is not there when no version was collected', () => {
    expect(derive(DERIVATIONS, new Map(), ALL).get('platform')?.has('')).toBe(false);
    expect(
      derive(DERIVATIONS, bySource([versionFact('unknown')]), ALL)
        .get('platform')
        ?.has(''),
    ).toBe(false);
  });
});
