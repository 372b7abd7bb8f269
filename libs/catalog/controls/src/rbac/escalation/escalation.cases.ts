import type { ControlCase } from '@plimsoll/engine';
import { bindingCase } from '../binding-case.js';

export const cases: readonly ControlCase[] = [
  bindingCase(
    'a role that may act as any user',
    { rules: [{ verbs: ['impersonate'], apiGroups: [''], resources: ['users'] }] },
    {
      verdict: 'fail',
      evidence: [{ path: 'roleRef.name', value: 'app' }],
    },
  ),
  bindingCase(
    'a role that may bind any role',
    { rules: [{ verbs: ['bind'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'] }] },
    { verdict: 'fail' },
  ),
  bindingCase(
    'the verb on resources that do not know it',
    { rules: [{ verbs: ['bind'], apiGroups: [''], resources: ['pods'] }] },
    { verdict: 'pass' },
  ),
  bindingCase(
    'a role that reads roles',
    { rules: [{ verbs: ['get'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'] }] },
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
