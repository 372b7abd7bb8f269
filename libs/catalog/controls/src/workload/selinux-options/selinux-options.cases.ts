import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a type of the host',
    { kubernetesVersion: '1.34', spec: podSpec({ securityContext: { seLinuxOptions: { type: 'spc_t' } } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.seLinuxOptions.type', value: 'spc_t' }],
    },
  ),
  podCase(
    'a role',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({}, { securityContext: { seLinuxOptions: { role: 'sysadm_r' } } }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.securityContext.seLinuxOptions.role', value: 'sysadm_r' }],
    },
  ),
  podCase(
    'the engine type before 1.31',
    {
      kubernetesVersion: '1.30',
      spec: podSpec({ securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }),
    },
    { verdict: 'fail' },
  ),
  podCase(
    'the engine type since 1.31',
    {
      kubernetesVersion: '1.31',
      spec: podSpec({ securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }),
    },
    { verdict: 'pass' },
  ),
  podCase(
    'a level only',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ securityContext: { seLinuxOptions: { level: 's0:c1,c2' } } }),
    },
    { verdict: 'pass' },
  ),
  podCase(
    'a role that is not text',
    { kubernetesVersion: '1.34', spec: podSpec({ securityContext: { seLinuxOptions: { role: 7 } } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
