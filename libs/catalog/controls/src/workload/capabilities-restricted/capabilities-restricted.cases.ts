import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'nothing dropped',
    { kubernetesVersion: '1.34', spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.capabilities.drop', value: null }],
    },
  ),
  podCase(
    'all dropped, one added that is not port binding',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ securityContext: { capabilities: { drop: ['ALL'], add: ['CHOWN'] } } }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.capabilities.add[0]', value: 'CHOWN' }],
    },
  ),
  podCase(
    'all dropped, port binding taken back',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ securityContext: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } }),
    },
    { verdict: 'pass' },
  ),
  podCase(
    'a Windows pod',
    { kubernetesVersion: '1.25', spec: podSpec({}, { os: { name: 'windows' } }) },
    {
      verdict: 'pass',
      evidence: [{ path: 'spec.os.name', value: 'windows' }],
    },
  ),
  podCase(
    'a Windows pod before the exemption',
    { kubernetesVersion: '1.24', spec: podSpec({}, { os: { name: 'windows' } }) },
    { verdict: 'fail' },
  ),
  podCase(
    'a cluster older than the check',
    { kubernetesVersion: '1.21', spec: podSpec({}) },
    { verdict: 'not-applicable' },
  ),
];
