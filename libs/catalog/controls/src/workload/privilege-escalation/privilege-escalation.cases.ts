import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'not set',
    { kubernetesVersion: '1.34', spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.allowPrivilegeEscalation', value: null }],
    },
  ),
  podCase(
    'an ephemeral container that does not say',
    {
      kubernetesVersion: '1.34',
      spec: podSpec(
        { securityContext: { allowPrivilegeEscalation: false } },
        { ephemeralContainers: [{ name: 'debug' }] },
      ),
    },
    {
      verdict: 'fail',
      evidence: [
        { path: 'spec.ephemeralContainers[0].securityContext.allowPrivilegeEscalation', value: null },
      ],
    },
  ),
  podCase(
    'switched off',
    { kubernetesVersion: '1.34', spec: podSpec({ securityContext: { allowPrivilegeEscalation: false } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a Windows pod',
    { kubernetesVersion: '1.25', spec: podSpec({}, { os: { name: 'windows' } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a cluster older than the check',
    { kubernetesVersion: '1.7', spec: podSpec({}) },
    { verdict: 'not-applicable' },
  ),
];
