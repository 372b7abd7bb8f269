import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'unmasked',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: false }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.procMount', value: 'Unmasked' }],
    },
  ),
  podCase(
    'unmasked in a user namespace, since 1.35',
    {
      kubernetesVersion: '1.35',
      spec: podSpec({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: false }),
    },
    { verdict: 'pass', evidence: [{ path: 'spec.hostUsers', value: false }] },
  ),
  podCase(
    'an empty text is not the default',
    { kubernetesVersion: '1.34', spec: podSpec({ securityContext: { procMount: '' } }) },
    { verdict: 'fail' },
  ),
  podCase('not set', { kubernetesVersion: '1.34', spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'a version that nobody knows',
    { spec: podSpec({}), kubernetesVersion: 'unknown' },
    { verdict: 'unknown', reason: 'not-collected' },
  ),
];
