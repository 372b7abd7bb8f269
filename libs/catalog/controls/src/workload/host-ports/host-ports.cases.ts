import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a port of the node',
    { spec: podSpec({ ports: [{ containerPort: 80, hostPort: 80 }] }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].ports[0].hostPort', value: 80 }],
    },
  ),
  podCase(
    'an explicit zero',
    { spec: podSpec({ ports: [{ containerPort: 80, hostPort: 0 }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a port of the container only',
    { spec: podSpec({ ports: [{ containerPort: 80 }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'text where a number belongs',
    { spec: podSpec({ ports: [{ hostPort: '80' }] }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
