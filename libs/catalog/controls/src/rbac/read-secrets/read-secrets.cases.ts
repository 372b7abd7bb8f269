import type { ControlCase } from '@plimsoll/engine';
import { bindingCase } from '../binding-case.js';

export const cases: readonly ControlCase[] = [
  bindingCase(
    'a role that lists secrets',
    { rules: [{ verbs: ['list'], apiGroups: [''], resources: ['secrets'] }] },
    {
      verdict: 'fail',
      evidence: [{ path: 'roleRef.name', value: 'app' }],
    },
  ),
  bindingCase(
    'a wildcard in a namespace',
    { kind: 'RoleBinding', rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] },
    { verdict: 'fail' },
  ),
  bindingCase('cluster-admin by its name', { role: 'cluster-admin' }, { verdict: 'fail' }),
  bindingCase(
    'a role for one secret by name',
    { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['app'] }] },
    { verdict: 'pass' },
  ),
  bindingCase(
    'a role for pods',
    { rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }] },
    { verdict: 'pass' },
  ),
  bindingCase(
    'a binding that Kubernetes makes itself',
    { name: 'cluster-admin', role: 'cluster-admin', subjects: [{ kind: 'Group', name: 'system:masters' }] },
    { verdict: 'not-applicable' },
  ),
  bindingCase('a role that does not exist', { role: 'gone' }, { verdict: 'not-applicable' }),
  bindingCase(
    'a role of Kubernetes that was not read',
    { role: 'edit' },
    { verdict: 'unknown', reason: 'not-collected' },
  ),
  bindingCase(
    'roles that were not collected',
    { derived: false },
    { verdict: 'unknown', reason: 'not-collected' },
  ),
];
