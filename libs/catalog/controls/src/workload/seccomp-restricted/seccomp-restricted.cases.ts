import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'none chosen',
    { kubernetesVersion: '1.34', spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.seccompProfile.type', value: null }],
    },
  ),
  podCase(
    'the pod chooses for its containers',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({}, { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
    },
    {
      verdict: 'pass',
      evidence: [{ path: 'spec.securityContext.seccompProfile.type', value: 'RuntimeDefault' }],
    },
  ),
  podCase(
    'each container chooses',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ securityContext: { seccompProfile: { type: 'Localhost' } } }),
    },
    { verdict: 'pass' },
  ),
  podCase(
    'the pod switches it off, the container on',
    {
      kubernetesVersion: '1.34',
      spec: podSpec(
        { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
        { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      ),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.securityContext.seccompProfile.type', value: 'Unconfined' }],
    },
  ),
  podCase(
    'a Windows pod',
    { kubernetesVersion: '1.25', spec: podSpec({}, { os: { name: 'windows' } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a cluster older than the check',
    { kubernetesVersion: '1.18', spec: podSpec({}) },
    { verdict: 'not-applicable' },
  ),
];
