import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'the pod asks for user 0, its container for another',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ securityContext: { runAsUser: 7 } }, { securityContext: { runAsUser: 0 } }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.securityContext.runAsUser', value: 0 }],
    },
  ),
  podCase('nobody asks', { kubernetesVersion: '1.34', spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'user 0 in a user namespace, since 1.35',
    { kubernetesVersion: '1.35', spec: podSpec({ securityContext: { runAsUser: 0 } }, { hostUsers: false }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a cluster older than the check',
    { kubernetesVersion: '1.22', spec: podSpec({}) },
    { verdict: 'not-applicable' },
  ),
];
