import type { JsonObject, JsonValue, Subject } from '@plimsoll/model';
import { isObject, items, member } from '../../json-access.js';
import type { RbacRule, RbacSubject } from './rbac.js';

/** What one binding grants to whom. */
export type BindingPermissions = {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  /** Where it grants: '' is the whole cluster. */
  readonly namespace: string;
  readonly name: string;
  /** `scan` only; '' everywhere else. */
  readonly instance: string;
  readonly roleRef: { readonly kind: string; readonly name: string };
  /** The role does not exist: nothing is granted until somebody creates it. */
  readonly dangling: boolean;
  readonly rbacSubjects: readonly RbacSubject[];
  /** Aggregation resolved. Of a RoleBinding without paths, which Kubernetes grants cluster-wide only. */
  readonly rules: readonly RbacRule[];
};

/** The bindings in a derived value; [] where nothing was derived. */
export function bindingsIn(value: JsonValue | undefined): readonly BindingPermissions[] {
  return items(member(value, 'bindings')).filter(isBinding);
}

/** Entries are written by this derivation alone: what has their rules and subjects has the rest. */
const isBinding = (value: JsonValue): value is JsonObject & BindingPermissions =>
  Array.isArray(member(value, 'rules')) && Array.isArray(member(value, 'rbacSubjects'));

/** A binding's own entry in the value that it sees; undefined when it is not among the facts. */
export function bindingOf(value: JsonValue | undefined, subject: Subject): BindingPermissions | undefined {
  if (!isObject(value)) return undefined;
  const { kind, namespace, name, instance = '' } = subject;
  return entriesOf(value).get(entryKey({ kind, namespace, name, instance }));
}

/** Each of the bindings in a value asks for its entry, several times: the list is walked once. */
const entries = new WeakMap<JsonObject, ReadonlyMap<string, BindingPermissions>>();

function entriesOf(value: JsonObject): ReadonlyMap<string, BindingPermissions> {
  const known = entries.get(value);
  if (known !== undefined) return known;
  // Of two with one key the first stands, so it is set last.
  const made = new Map(
    bindingsIn(value)
      .map((binding) => [entryKey(binding), binding] as const)
      .reverse(),
  );
  entries.set(value, made);
  return made;
}

type Identity = Record<'kind' | 'namespace' | 'name' | 'instance', string>;

const entryKey = ({ kind, namespace, name, instance }: Identity): string =>
  `${kind}\0${namespace}\0${name}\0${instance}`;

/** Whether a binding reaches a service account: by itself, by its user name, or by a group that it is always in. */
export function grantsTo(
  binding: Pick<BindingPermissions, 'rbacSubjects'>,
  account: { readonly namespace: string; readonly name: string },
): boolean {
  return binding.rbacSubjects.some((subject) => {
    switch (subject.kind) {
      case 'ServiceAccount':
        return subject.namespace === account.namespace && subject.name === account.name;
      case 'User':
        return subject.name === `system:serviceaccount:${account.namespace}:${account.name}`;
      case 'Group':
        return isGroupOf(subject.name, account.namespace);
    }
  });
}

/** The groups that every service account of a namespace is in. */
const isGroupOf = (group: string, namespace: string): boolean =>
  group === 'system:authenticated' ||
  group === 'system:serviceaccounts' ||
  group === `system:serviceaccounts:${namespace}`;
