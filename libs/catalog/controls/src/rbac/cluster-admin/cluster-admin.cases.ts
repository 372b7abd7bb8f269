import type { ControlCase } from '@plimsoll/engine';
import { bindingCase } from '../binding-case.js';

export const cases: readonly ControlCase[] = [
  bindingCase(
    'cluster-admin by its name',
    { role: 'cluster-admin' },
    {
      verdict: 'fail',
      evidence: [{ path: 'roleRef.name', value: 'cluster-admin' }],
    },
  ),
  bindingCase(
    'a role with the same rules',
    { rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] },
    { verdict: 'fail' },
  ),
  bindingCase(
    'everything of the core group, in a namespace',
    { kind: 'RoleBinding', rules: [{ verbs: ['*'], apiGroups: [''], resources: ['*'] }] },
    { verdict: 'fail' },
  ),
  bindingCase(
    'reading of everything',
    { rules: [{ verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'] }] },
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
