import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a pod in the network and process namespace of its node',
    { spec: podSpec({}, { hostNetwork: true, hostPID: true }) },
    {
      verdict: 'fail',
      evidence: [
        { path: 'spec.hostNetwork', value: true },
        { path: 'spec.hostPID', value: true },
      ],
    },
  ),
  podCase(
    'present but false',
    { spec: podSpec({}, { hostNetwork: false, hostIPC: false }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a shared process namespace within the pod',
    { spec: podSpec({}, { shareProcessNamespace: true }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a number where true or false belongs',
    { spec: podSpec({}, { hostIPC: 1 }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
