import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a workload in default',
    { kind: 'Deployment', namespace: 'default', spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [{ path: 'metadata.namespace', value: 'default' }],
    },
  ),
  podCase(
    'a workload in a namespace of its own',
    { kind: 'Deployment', namespace: 'shop', spec: podSpec({}) },
    { verdict: 'pass' },
  ),
  podCase(
    'a manifest that leaves it open',
    { kind: 'Deployment', namespace: '', spec: podSpec({}) },
    { verdict: 'unknown', reason: 'not-collected' },
  ),
];
