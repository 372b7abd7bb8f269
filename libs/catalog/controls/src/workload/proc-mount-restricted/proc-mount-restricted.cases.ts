import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'unmasked in a user namespace',
    {
      kubernetesVersion: '1.35',
      spec: podSpec({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: false }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.procMount', value: 'Unmasked' }],
    },
  ),
  podCase('not set', { kubernetesVersion: '1.35', spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'a cluster older than the check',
    { kubernetesVersion: '1.34', spec: podSpec({}) },
    { verdict: 'not-applicable' },
  ),
];
