import { canonicalJson, type Fact, type JsonValue, type Subject } from '@plimsoll/model';
import type { Derivation, DerivedKey } from '../../derivation.js';
import { member, text } from '../../json-access.js';
import type { BindingPermissions } from './permissions.js';
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
    return seenFrom(namespacesOf(facts), bindings);
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

/** The namespaces that exist as objects. */
const namespacesOf = (facts: readonly Fact[]): string[] =>
  facts.filter(({ subject }) => subject.kind === 'Namespace').map(({ subject }) => subject.name);

/** One pass over the bindings, for there may be thousands of them and of namespaces. */
function seenFrom(
  namespaces: readonly string[],
  bindings: readonly BindingPermissions[],
): ReadonlyMap<DerivedKey, JsonValue> {
  const seen = new Map<DerivedKey, BindingPermissions[]>(
    ['', ...namespaces].map((namespace) => [namespace, []]),
  );
  const everywhere = bindings.filter(({ rbacSubjects }) => rbacSubjects.some(isEveryAccount));
  for (const binding of bindings) {
    const reached = binding.rbacSubjects.map(namespaceOf).filter((namespace) => namespace !== undefined);
    const broad = binding.rbacSubjects.some(isEveryAccount);
    for (const namespace of new Set([binding.namespace, ...reached])) {
      const list = seen.get(namespace) ?? [];
      // Those that reach everybody join each namespace but '' below, once.
      if (!broad || namespace === '') list.push(binding);
      seen.set(namespace, list);
    }
  }
  return new Map(
    [...seen].map(([namespace, list]) => [
      namespace,
      { bindings: namespace === '' ? list : sorted([...list, ...everywhere]) },
    ]),
  );
}

/** The namespace that a subject of a binding lives in, where it is an account or an account's group. */
function namespaceOf({ kind, name, namespace }: RbacSubject): string | undefined {
  if (kind === 'ServiceAccount') return namespace;
  const [, user, group] =
    /^system:(?:serviceaccount:([^:]+):[^:]+|serviceaccounts:([^:]+))$/.exec(name) ?? [];
  return kind === 'User' ? user : group;
}

/** In a group that every service account is in. */
const isEveryAccount = ({ kind, name }: RbacSubject): boolean =>
  kind === 'Group' && (name === 'system:authenticated' || name === 'system:serviceaccounts');

/** By place and name; whatever else tells two apart (in a scan) by their text. */
function sorted(bindings: readonly BindingPermissions[]): BindingPermissions[] {
  return [...bindings].sort(
    (left, right) =>
      byCodeUnits(left.kind, right.kind) ||
      byCodeUnits(left.namespace, right.namespace) ||
      byCodeUnits(left.name, right.name) ||
      byCodeUnits(canonicalJson(left), canonicalJson(right)),
  );
}

const byCodeUnits = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
