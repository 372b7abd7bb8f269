import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'not declined',
    { spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.automountServiceAccountToken', value: null }],
    },
  ),
  podCase('declined', { spec: podSpec({}, { automountServiceAccountToken: false }) }, { verdict: 'pass' }),
  podCase(
    'text where true or false belongs',
    { spec: podSpec({}, { automountServiceAccountToken: 'no' }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
