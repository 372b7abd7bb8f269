import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'network storage',
    { spec: podSpec({}, { volumes: [{ name: 'data', nfs: { server: 's', path: '/p' } }] }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.volumes[0].nfs', value: { server: 's', path: '/p' } }],
    },
  ),
  podCase(
    'a claim',
    { spec: podSpec({}, { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a volume without a source is an emptyDir',
    { spec: podSpec({}, { volumes: [{ name: 'data' }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a volume that is not an object',
    { spec: podSpec({}, { volumes: ['data'] }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
