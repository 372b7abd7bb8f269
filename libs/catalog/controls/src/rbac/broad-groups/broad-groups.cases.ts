import type { ControlCase } from '@plimsoll/engine';
import { bindingCase } from '../binding-case.js';

const everybody = { kind: 'Group', name: 'system:authenticated' };

export const cases: readonly ControlCase[] = [
  bindingCase(
    'a role for all who are logged in',
    { subjects: [{ kind: 'User', name: 'jane' }, everybody] },
    {
      verdict: 'fail',
      evidence: [{ path: 'subjects[1].name', value: 'system:authenticated' }],
    },
  ),
  bindingCase(
    'a default binding with one subject more',
    {
      name: 'system:discovery',
      role: 'system:discovery',
      subjects: [everybody, { kind: 'User', name: 'system:anonymous' }],
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'subjects[1].name', value: 'system:anonymous' }],
    },
  ),
  bindingCase(
    'a default binding',
    { name: 'system:discovery', role: 'system:discovery', subjects: [everybody] },
    { verdict: 'pass' },
  ),
  bindingCase('a role for one account', {}, { verdict: 'pass' }),
  {
    title: 'subjects that are not a list',
    subject: { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding', namespace: '', name: 'app' },
    facts: {
      'kube/rbac.authorization.k8s.io/ClusterRoleBinding': {
        shape: 'object',
        object: { subjects: 'everybody' },
      },
    },
    expect: { verdict: 'unknown', reason: 'unreadable' },
  },
];
