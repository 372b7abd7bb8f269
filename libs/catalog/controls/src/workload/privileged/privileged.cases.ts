import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a container that asks for privileged',
    { spec: podSpec({ securityContext: { privileged: true } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.privileged', value: true }],
    },
  ),
  podCase(
    'an init container of a workload that asks for privileged',
    {
      kind: 'Deployment',
      spec: podSpec({}, { initContainers: [{ name: 'init', securityContext: { privileged: true } }] }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.template.spec.initContainers[0].securityContext.privileged', value: true }],
    },
  ),
  podCase('a container that does not ask', { spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'null is the same as not set',
    { spec: podSpec({ securityContext: { privileged: null } }) },
    { verdict: 'pass' },
  ),
  podCase(
    'text where true or false belongs',
    { spec: podSpec({ securityContext: { privileged: 'true' } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
  podCase('a pod without containers', { spec: {} }, { verdict: 'unknown', reason: 'unreadable' }),
];
