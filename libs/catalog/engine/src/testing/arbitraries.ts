import type { Fact, JsonObject } from '@plimsoll/model';
import fc from 'fast-check';
import { objectFact } from './facts.js';

const RBAC = 'rbac.authorization.k8s.io';
const anyName = (): fc.Arbitrary<string> => fc.constantFrom('a', 'b', 'c');
const anyNamespace = (): fc.Arbitrary<string> => fc.constantFrom('shop', 'bank');

const some = <Value>(...values: Value[]): fc.Arbitrary<Value[]> => fc.subarray(values, { minLength: 1 });

/** A rule of a role over a few verbs, groups and resources, wildcards among them. */
export const anyRule = (): fc.Arbitrary<JsonObject> =>
  fc.record(
    {
      verbs: some('get', 'list', 'create', '*'),
      apiGroups: some('', 'apps', '*'),
      resources: some('pods', 'pods/exec', 'pods/*', '*/exec', 'secrets', '*'),
      resourceNames: some('one', 'two'),
    },
    { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
  );

const anyLabels = (): fc.Arbitrary<JsonObject> =>
  fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2'), { maxKeys: 2 });

const anySubject = (): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    fc.record({ kind: fc.constant('ServiceAccount'), name: anyName(), namespace: anyNamespace() }),
    fc.record({
      kind: fc.constant('Group'),
      name: fc.constantFrom('system:serviceaccounts', 'system:serviceaccounts:shop', 'team'),
    }),
    fc.record({ kind: fc.constant('User'), name: fc.constantFrom('jane', 'system:serviceaccount:bank:a') }),
  );

const anyRole = (): fc.Arbitrary<JsonObject> =>
  fc
    .record({ namespace: anyNamespace(), name: anyName(), rules: fc.array(anyRule(), { maxLength: 3 }) })
    .map(({ namespace, name, rules }) => ({
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { namespace, name },
      rules,
    }));

const anyClusterRole = (): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      name: anyName(),
      labels: anyLabels(),
      rules: fc.array(anyRule(), { maxLength: 3 }),
      selector: fc.option(anyLabels(), { nil: undefined }),
    })
    .map(({ name, labels, rules, selector }) => ({
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name, labels },
      rules,
      ...(selector && { aggregationRule: { clusterRoleSelectors: [{ matchLabels: selector }] } }),
    }));

const anyBinding = (): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      namespace: fc.constantFrom('', 'shop', 'bank'),
      name: anyName(),
      role: anyName(),
      toRole: fc.boolean(),
      subjects: fc.array(anySubject(), { maxLength: 3 }),
    })
    .map(({ namespace, name, role, toRole, subjects }) => ({
      apiVersion: `${RBAC}/v1`,
      kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: { namespace, name },
      roleRef: { apiGroup: RBAC, kind: toRole && namespace !== '' ? 'Role' : 'ClusterRole', name: role },
      subjects,
    }));

/** A small world of roles, aggregated ones too, and bindings, every object once. */
export const anyRbacFacts = (): fc.Arbitrary<Fact[]> =>
  fc
    .array(fc.oneof(anyRole(), anyClusterRole(), anyBinding()), { maxLength: 14 })
    .map((objects) => [
      ...new Map(
        objects.map((object) => objectFact(object)).map((fact) => [JSON.stringify(fact.subject), fact]),
      ).values(),
    ]);
