import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a directory of the node',
    { spec: podSpec({}, { volumes: [{ name: 'root', hostPath: { path: '/' } }] }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.volumes[0].hostPath', value: { path: '/' } }],
    },
  ),
  podCase(
    'an empty directory',
    { spec: podSpec({}, { volumes: [{ name: 'scratch', emptyDir: {} }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'volumes that are not a list',
    { spec: podSpec({}, { volumes: { hostPath: {} } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
