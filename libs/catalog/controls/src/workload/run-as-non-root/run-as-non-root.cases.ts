import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'nobody demands it',
    { kubernetesVersion: '1.34', spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.runAsNonRoot', value: null }],
    },
  ),
  podCase(
    'the pod says false, the container true',
    {
      kubernetesVersion: '1.34',
      spec: podSpec(
        { securityContext: { runAsNonRoot: true } },
        { securityContext: { runAsNonRoot: false } },
      ),
    },
    { verdict: 'fail', evidence: [{ path: 'spec.securityContext.runAsNonRoot', value: false }] },
  ),
  podCase(
    'the pod demands it',
    { kubernetesVersion: '1.34', spec: podSpec({}, { securityContext: { runAsNonRoot: true } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'every container demands it',
    { kubernetesVersion: '1.34', spec: podSpec({ securityContext: { runAsNonRoot: true } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a user namespace, since 1.35',
    { kubernetesVersion: '1.35', spec: podSpec({}, { hostUsers: false }) },
    {
      verdict: 'pass',
      evidence: [{ path: 'spec.hostUsers', value: false }],
    },
  ),
  podCase(
    'text where true or false belongs',
    {
      kubernetesVersion: '1.34',
      spec: podSpec(
        { securityContext: { runAsNonRoot: true } },
        { securityContext: { runAsNonRoot: 'yes' } },
      ),
    },
    {
      verdict: 'unknown',
      reason: 'unreadable',
    },
  ),
];
