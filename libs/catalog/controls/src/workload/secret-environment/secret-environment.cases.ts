import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a variable from a secret',
    {
      spec: podSpec({
        env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
      }),
    },
    {
      verdict: 'fail',
      evidence: [
        { path: 'spec.containers[0].env[0].valueFrom.secretKeyRef', value: { name: 'db', key: 'password' } },
      ],
    },
  ),
  podCase(
    'a whole secret as environment',
    { spec: podSpec({ envFrom: [{ secretRef: { name: 'db' } }] }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].envFrom[0].secretRef' }],
    },
  ),
  podCase(
    'a variable from a config map',
    { spec: podSpec({ envFrom: [{ configMapRef: { name: 'app' } }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'variables that are not a list',
    { spec: podSpec({ env: { PASSWORD: 'x' } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
