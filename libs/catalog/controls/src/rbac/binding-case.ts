import type { ControlCase } from '@plimsoll/engine';
import type { JsonObject, SourceId } from '@plimsoll/model';
import { kubeSource } from '@plimsoll/model';

const GROUP = 'rbac.authorization.k8s.io';

interface BindingCase {
  readonly kind?: 'RoleBinding' | 'ClusterRoleBinding';
  readonly name?: string;
  readonly role?: string;
  readonly subjects?: readonly JsonObject[];
  /** Of the role; none when the role does not exist. */
  readonly rules?: readonly JsonObject[];
  /** False: nothing was derived. */
  readonly derived?: false;
}

export const accountSubject: JsonObject = { kind: 'ServiceAccount', name: 'app', namespace: 'shop' };

/** An example whose subject is a binding, with what was derived of it. */
export function bindingCase(title: string, binding: BindingCase, expect: ControlCase['expect']): ControlCase {
  const {
    kind = 'ClusterRoleBinding',
    name = 'app',
    role = 'app',
    subjects = [accountSubject],
    rules,
  } = binding;
  const namespace = kind === 'RoleBinding' ? 'shop' : '';
  const roleRef = { kind: 'ClusterRole', name: role };
  const object = { apiVersion: `${GROUP}/v1`, kind, metadata: { name, namespace }, roleRef, subjects };
  const source: SourceId = kubeSource(GROUP, kind) ?? 'kube/rbac.authorization.k8s.io/ClusterRoleBinding';
  const entry = {
    kind,
    namespace,
    name,
    instance: '',
    roleRef,
    dangling: rules === undefined,
    rbacSubjects: subjects.map((subject) => ({ namespace: '', ...subject })),
    rules: (rules ?? []).map((rule) => ({ resourceNames: [], nonResourceURLs: [], ...rule })),
  };
  return {
    title,
    subject: { group: GROUP, kind, namespace, name },
    facts: { [source]: { shape: 'object', object } },
    ...(binding.derived === false ? {} : { derived: { 'effective-permissions': { bindings: [entry] } } }),
    expect,
  };
}
