import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'memory only',
    { spec: podSpec({ resources: { limits: { memory: '64Mi' } } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].resources.limits.cpu', value: null }],
    },
  ),
  podCase(
    'both',
    { spec: podSpec({ resources: { limits: { cpu: 1, memory: '64Mi' } } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'limits of the whole pod',
    { spec: podSpec({}, { resources: { limits: { cpu: '1', memory: '64Mi' } } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'limits of the wrong type',
    { spec: podSpec({ resources: { limits: ['cpu'] } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
