import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a setting of the whole node',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.securityContext.sysctls[0].name', value: 'kernel.msgmax' }],
    },
  ),
  podCase(
    'a name that became safe later',
    {
      kubernetesVersion: '1.28',
      spec: podSpec({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_fin_timeout', value: '1' }] } }),
    },
    { verdict: 'fail' },
  ),
  podCase(
    'the same name since 1.29',
    {
      kubernetesVersion: '1.29',
      spec: podSpec({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_fin_timeout', value: '1' }] } }),
    },
    { verdict: 'pass' },
  ),
  podCase('none set', { kubernetesVersion: '1.34', spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'a list of the wrong type',
    { kubernetesVersion: '1.34', spec: podSpec({}, { securityContext: { sysctls: {} } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
