import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

const annotation = 'container.apparmor.security.beta.kubernetes.io/app';

export const cases: readonly ControlCase[] = [
  podCase(
    'unconfined',
    { spec: podSpec({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.appArmorProfile.type', value: 'Unconfined' }],
    },
  ),
  podCase(
    'unconfined by annotation of a template',
    { kind: 'Deployment', annotations: { [annotation]: 'unconfined' }, spec: podSpec({}) },
    {
      verdict: 'fail',
      evidence: [{ path: `spec.template.metadata.annotations[${annotation}]`, value: 'unconfined' }],
    },
  ),
  podCase(
    'an empty annotation',
    { annotations: { [annotation]: '' }, spec: podSpec({}) },
    { verdict: 'pass' },
  ),
  podCase('none chosen', { spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'a security context of the wrong type',
    { spec: podSpec({ securityContext: 'none' }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
