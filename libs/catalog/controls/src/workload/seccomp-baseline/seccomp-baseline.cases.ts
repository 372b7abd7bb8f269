import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'unconfined',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.seccompProfile.type', value: 'Unconfined' }],
    },
  ),
  podCase(
    'a profile without a type',
    { kubernetesVersion: '1.34', spec: podSpec({}, { securityContext: { seccompProfile: {} } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.securityContext.seccompProfile.type', value: null }],
    },
  ),
  podCase(
    'an annotation that switches it off, before 1.19',
    {
      kubernetesVersion: '1.18',
      annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' },
      spec: podSpec({}),
    },
    {
      verdict: 'fail',
      evidence: [
        { path: 'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]', value: 'unconfined' },
      ],
    },
  ),
  podCase(
    'the same annotation since 1.19',
    {
      kubernetesVersion: '1.19',
      annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' },
      spec: podSpec({}),
    },
    { verdict: 'pass' },
  ),
  podCase('none chosen', { kubernetesVersion: '1.34', spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'a profile that is not an object',
    { kubernetesVersion: '1.34', spec: podSpec({ securityContext: { seccompProfile: 'RuntimeDefault' } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
