import { canonicalJson, type Fact, type JsonValue, type Subject } from '@plimsoll/model';
import type { Derivation, DerivedKey } from '../../derivation.js';
import { member, text } from '../../json-access.js';
import { isGroupOf, type BindingPermissions } from './permissions.js';
import { readSubjects, type RbacSubject } from './rbac.js';
import { resolveRoles, type Roles } from './roles.js';

/**
 * What RBAC grants. The value at '' is `{ bindings }` of all ClusterRoleBindings; at a namespace it holds the
 * RoleBindings of that namespace and, from elsewhere too, every binding that reaches a service account of the namespace
 * (so a Pod sees all that its account may do). A namespace is a key when it is among the facts, has a RoleBinding or
 * an account that is bound. Entries are {@link BindingPermissions}, sorted; read them with `bindingsIn`.
 */
export const effectivePermissions: Derivation = {
  id: 'effective-permissions',
  sources: [
    'kube/rbac.authorization.k8s.io/Role',
    'kube/rbac.authorization.k8s.io/ClusterRole',
    'kube/rbac.authorization.k8s.io/RoleBinding',
    'kube/rbac.authorization.k8s.io/ClusterRoleBinding',
    'kube/core/Namespace',
  ],
  own: [
    'kube/rbac.authorization.k8s.io/RoleBinding',
    'kube/rbac.authorization.k8s.io/ClusterRoleBinding',
    'kube/core/Namespace',
  ],
  derive: (facts) => {
    const roles = resolveRoles(facts);
    const bindings = sorted(facts.flatMap((fact) => permissionsOf(fact, roles)));
    const values = new Map<DerivedKey, JsonValue>();
    for (const namespace of namespacesOf(facts, bindings)) {
      values.set(namespace, { bindings: bindings.filter((binding) => isSeenIn(binding, namespace)) });
    }
    return values;
  },
  keyOf: (subject: Subject) =>
    subject.kind === 'Namespace' && subject.group === '' ? subject.name : subject.namespace,
};

function permissionsOf({ subject, body }: Fact, roles: Roles): BindingPermissions[] {
  const { kind, namespace, name, instance = '' } = subject;
  if (body.shape !== 'object' || (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding')) return [];
  const reference = member(body.object, 'roleRef');
  const roleRef = { kind: text(member(reference, 'kind')), name: text(member(reference, 'name')) };
  // A ClusterRoleBinding to a Role is refused by the API; were one there, it would grant nothing.
  const found =
    kind === 'ClusterRoleBinding' && roleRef.kind === 'Role'
      ? undefined
      : roles.rulesOf(roleRef.kind, namespace, roleRef.name);
  const rules = (found ?? []).filter((rule) => kind === 'ClusterRoleBinding' || rule.resources.length > 0);
  const rbacSubjects = readSubjects(member(body.object, 'subjects'), namespace);
  return [{ kind, namespace, name, instance, roleRef, dangling: found === undefined, rbacSubjects, rules }];
}

function namespacesOf(facts: readonly Fact[], bindings: readonly BindingPermissions[]): Set<DerivedKey> {
  const listed = facts
    .filter(({ subject }) => subject.kind === 'Namespace')
    .map(({ subject }) => subject.name);
  const bound = bindings.flatMap((binding) =>
    binding.rbacSubjects.map(namespaceOf).filter((namespace) => namespace !== undefined),
  );
  return new Set(['', ...listed, ...bindings.map((binding) => binding.namespace), ...bound]);
}

/** The namespace that a subject of a binding lives in, where it is an account or an account's group. */
function namespaceOf({ kind, name, namespace }: RbacSubject): string | undefined {
  if (kind === 'ServiceAccount') return namespace;
  const [, user, group] =
    /^system:(?:serviceaccount:([^:]+):[^:]+|serviceaccounts:([^:]+))$/.exec(name) ?? [];
  return kind === 'User' ? user : group;
}

function isSeenIn(binding: BindingPermissions, namespace: string): boolean {
  if (binding.namespace === namespace) return true;
  if (namespace === '') return false;
  return binding.rbacSubjects.some(
    (subject) =>
      namespaceOf(subject) === namespace || (subject.kind === 'Group' && isGroupOf(subject.name, namespace)),
  );
}

function sorted(bindings: readonly BindingPermissions[]): BindingPermissions[] {
  const texts = bindings.map((binding) => ({ binding, text: canonicalJson(binding) }));
  return texts
    .sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : 0))
    .map(({ binding }) => binding);
}
