import type { ControlCase } from '@plimsoll/engine';
import { bindingCase } from '../binding-case.js';

export const cases: readonly ControlCase[] = [
  bindingCase(
    'a role that may open a shell',
    { rules: [{ verbs: ['create'], apiGroups: [''], resources: ['pods/exec'] }] },
    {
      verdict: 'fail',
      evidence: [{ path: 'roleRef.name', value: 'app' }],
    },
  ),
  bindingCase(
    'get alone, which a websocket needs',
    { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['*/exec'] }] },
    { verdict: 'fail' },
  ),
  bindingCase(
    'the proxy to the kubelet',
    { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['nodes/proxy'] }] },
    { verdict: 'fail' },
  ),
  bindingCase(
    'pods without their subresources',
    { rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] }] },
    { verdict: 'pass' },
  ),
  bindingCase(
    'pods/* is no wildcard in Kubernetes',
    { rules: [{ verbs: ['create'], apiGroups: [''], resources: ['pods/*'] }] },
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
