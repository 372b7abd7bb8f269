import type { ControlCase } from '@plimsoll/engine';
import type { JsonValue } from '@plimsoll/model';

const enforce = 'metadata.labels[pod-security.kubernetes.io/enforce]';

const namespaceCase = (
  title: string,
  name: string,
  labels: JsonValue,
  expect: ControlCase['expect'],
): ControlCase => ({
  title,
  subject: { group: '', kind: 'Namespace', namespace: '', name },
  facts: {
    'kube/core/Namespace': {
      shape: 'object',
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
    },
  },
  expect,
});

export const cases: readonly ControlCase[] = [
  namespaceCase('no label', 'shop', null, { verdict: 'fail', evidence: [{ path: enforce, value: null }] }),
  namespaceCase(
    'a version only',
    'shop',
    { 'pod-security.kubernetes.io/enforce-version': 'v1.34' },
    { verdict: 'fail' },
  ),
  namespaceCase(
    'the privileged level',
    'shop',
    { 'pod-security.kubernetes.io/enforce': 'privileged' },
    {
      verdict: 'fail',
      evidence: [{ path: enforce, value: 'privileged' }],
    },
  ),
  namespaceCase(
    'the baseline level',
    'shop',
    { 'pod-security.kubernetes.io/enforce': 'baseline' },
    { verdict: 'pass' },
  ),
  namespaceCase(
    'a level that is not one counts as restricted',
    'shop',
    { 'pod-security.kubernetes.io/enforce': 'strict' },
    { verdict: 'pass' },
  ),
  namespaceCase('the namespace of the control plane', 'kube-system', null, { verdict: 'not-applicable' }),
  namespaceCase('labels of the wrong type', 'shop', ['restricted'], {
    verdict: 'unknown',
    reason: 'unreadable',
  }),
];
