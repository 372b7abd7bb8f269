import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'raw sockets added',
    { spec: podSpec({ securityContext: { capabilities: { add: ['CHOWN', 'NET_RAW'] } } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.capabilities.add[1]', value: 'NET_RAW' }],
    },
  ),
  podCase(
    'a name with its prefix is another name',
    { spec: podSpec({ securityContext: { capabilities: { add: ['CAP_CHOWN'] } } }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].securityContext.capabilities.add[0]', value: 'CAP_CHOWN' }],
    },
  ),
  podCase(
    'a usual capability added',
    { spec: podSpec({ securityContext: { capabilities: { add: ['CHOWN'] } } }) },
    { verdict: 'pass' },
  ),
  podCase('none added', { spec: podSpec({}) }, { verdict: 'pass' }),
  podCase(
    'a list of the wrong type',
    { spec: podSpec({ securityContext: { capabilities: { add: 'CHOWN' } } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
