import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a tag',
    { spec: podSpec({ image: 'registry.example/app:1.2' }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].image', value: 'registry.example/app:1.2' }],
    },
  ),
  podCase(
    'a digest',
    { spec: podSpec({ image: `registry.example/app@sha256:${'0123456789abcdef'.repeat(4)}` }) },
    { verdict: 'pass' },
  ),
  podCase(
    'an image that is not text',
    { spec: podSpec({ image: 12 }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
