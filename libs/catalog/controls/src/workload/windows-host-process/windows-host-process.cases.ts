import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a host process',
    { spec: podSpec({}, { securityContext: { windowsOptions: { hostProcess: true } } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.securityContext.windowsOptions.hostProcess', value: true }],
    },
  ),
  podCase(
    'explicitly not',
    { spec: podSpec({ securityContext: { windowsOptions: { hostProcess: false } } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'a security context of the wrong type',
    { spec: podSpec({ securityContext: 'none' }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
