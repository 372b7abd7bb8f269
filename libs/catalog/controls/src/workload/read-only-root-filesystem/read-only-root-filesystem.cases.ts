import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'not set',
    { kind: 'Deployment', spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [
        { path: 'spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem', value: null },
      ],
    },
  ),
  podCase(
    'read-only',
    { spec: podSpec({ securityContext: { readOnlyRootFilesystem: true } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a security context of the wrong type',
    { spec: podSpec({ securityContext: 'none' }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
