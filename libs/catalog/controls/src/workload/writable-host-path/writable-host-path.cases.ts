import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

const volumes = [{ name: 'logs', hostPath: { path: '/var/log' } }];

export const cases: readonly ControlCase[] = [
  podCase(
    'a directory of the node mounted to write',
    { spec: podSpec({ volumeMounts: [{ name: 'logs', mountPath: '/logs' }] }, { volumes }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].volumeMounts[0].readOnly', value: null }],
    },
  ),
  podCase(
    'mounted to read',
    { spec: podSpec({ volumeMounts: [{ name: 'logs', mountPath: '/logs', readOnly: true }] }, { volumes }) },
    { verdict: 'pass' },
  ),
  podCase(
    'no directory of the node',
    {
      spec: podSpec(
        { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
        { volumes: [{ name: 'data', emptyDir: {} }] },
      ),
    },
    { verdict: 'pass' },
  ),
  podCase(
    'mounts that are not a list',
    { spec: podSpec({ volumeMounts: 'logs' }, { volumes }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
