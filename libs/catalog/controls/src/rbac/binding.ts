import type {
  BindingPermissions,
  RbacRule,
  RbacSubject,
  ResourceRequest,
  SubjectView,
} from '@plimsoll/engine';
import { allows, bindingOf } from '@plimsoll/engine';
import type { Judgement, SourceId } from '@plimsoll/model';
import { passOrFail } from '../judgement.js';

export const BINDING_SOURCES = [
  'kube/rbac.authorization.k8s.io/RoleBinding',
  'kube/rbac.authorization.k8s.io/ClusterRoleBinding',
] as const satisfies readonly SourceId[];

/** Groups that everybody, or every account, is in; a binding to one of them is never Kubernetes' own affair alone. */
export const BROAD = /^system:(anonymous|unauthenticated|authenticated|serviceaccounts(:.+)?)$/;

/** A right that a control looks for. */
export type Right = ResourceRequest & { readonly verb: string };

/**
 * Judges a binding by what its role grants, aggregation resolved: it fails on every right that the role has.
 * Bindings that Kubernetes makes itself, and those without subjects, grant nothing that an administrator decided.
 */
export function judgeRights(view: SubjectView, rights: readonly Right[]): Judgement {
  const binding = bindingOf(view.derived('effective-permissions'), view.subject);
  if (!binding)
    return {
      verdict: 'unknown',
      reason: 'not-collected',
      detail: 'what this binding grants could not be derived',
    };
  if (binding.rbacSubjects.length === 0)
    return { verdict: 'not-applicable', reason: 'the binding has no subjects' };
  if (isBuiltIn(binding))
    return { verdict: 'not-applicable', reason: 'a binding that Kubernetes makes itself' };
  const rules = rulesOf(binding);
  return rules ? judgeRules(binding.roleRef.name, rules, rights) : roleless(binding);
}

function judgeRules(role: string, rules: readonly RbacRule[], rights: readonly Right[]): Judgement {
  const granted = rights.filter((right) => allows(rules, right));
  const shown = (granted.length > 0 ? granted : rights).map(written);
  return passOrFail(
    granted.length === 0,
    shown.map((right) => ({
      path: 'roleRef.name',
      value: role,
      wanted: `a role that does not grant ${right}`,
    })),
  );
}

/** The same right for each of several verbs. */
export const rights = (verbs: readonly string[], request: Omit<ResourceRequest, 'verb'>): readonly Right[] =>
  verbs.map((verb) => ({ ...request, verb }));

/** In the words of `kubectl auth can-i`: `get pods/exec`, `escalate roles.rbac.authorization.k8s.io`. */
function written({ verb, apiGroup, resource, subresource }: Right): string {
  const group = apiGroup === '' ? '' : `.${apiGroup}`;
  return `${verb} ${resource}${group}${subresource === undefined ? '' : `/${subresource}`}`;
}

const EVERYTHING: RbacRule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: ['*'],
};

/** Undefined when the role is not among what was read. Of Kubernetes' own roles one is known without reading it. */
function rulesOf({ dangling, roleRef, rules }: BindingPermissions): readonly RbacRule[] | undefined {
  if (!dangling) return rules;
  return roleRef.kind === 'ClusterRole' && roleRef.name === 'cluster-admin' ? [EVERYTHING] : undefined;
}

/** Manifests name the roles that Kubernetes makes and do not hold them; any other one that is missing grants nothing. */
function roleless({ roleRef: { kind, name } }: BindingPermissions): Judgement {
  const isOfKubernetes = kind === 'ClusterRole' && /^(admin|edit|view|system:.*)$/.test(name);
  return isOfKubernetes
    ? { verdict: 'unknown', reason: 'not-collected', detail: `the role ${name} of Kubernetes was not read` }
    : { verdict: 'not-applicable', reason: `the role ${name} does not exist, so nothing is granted` };
}

/** Bindings of the API server's and kubeadm's own making, as long as only the system's own identities are in them. */
export function isBuiltIn({
  name,
  rbacSubjects,
}: Pick<BindingPermissions, 'name' | 'rbacSubjects'>): boolean {
  if (name === 'cluster-admin') return rbacSubjects.every((subject) => isGroup(subject, 'system:masters'));
  if (name === 'kubeadm:cluster-admins') return rbacSubjects.every((subject) => isGroup(subject, name));
  return /^(system|kubeadm):/.test(name) && rbacSubjects.every(isOfTheSystem);
}

const isGroup = (subject: RbacSubject, name: string): boolean =>
  subject.kind === 'Group' && subject.name === name;

const isOfTheSystem = ({ kind, name, namespace }: RbacSubject): boolean =>
  kind === 'ServiceAccount' ? namespace === 'kube-system' : name.startsWith('system:') && !BROAD.test(name);
