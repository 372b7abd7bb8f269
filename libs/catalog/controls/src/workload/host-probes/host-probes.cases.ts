import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a probe of another host',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({ livenessProbe: { httpGet: { port: 80, host: '10.0.0.1' } } }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].livenessProbe.httpGet.host', value: '10.0.0.1' }],
    },
  ),
  podCase(
    'a hook that names another host',
    {
      kubernetesVersion: '1.35',
      spec: podSpec({ lifecycle: { preStop: { tcpSocket: { port: 80, host: '127.0.0.1' } } } }),
    },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].lifecycle.preStop.tcpSocket.host', value: '127.0.0.1' }],
    },
  ),
  podCase(
    'a Host header only',
    {
      kubernetesVersion: '1.34',
      spec: podSpec({
        livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name: 'Host', value: 'x' }] } },
      }),
    },
    { verdict: 'pass' },
  ),
  podCase(
    'a cluster older than the check',
    {
      kubernetesVersion: '1.33',
      spec: podSpec({ livenessProbe: { httpGet: { port: 80, host: '10.0.0.1' } } }),
    },
    { verdict: 'not-applicable', reason: 'the check begins with Kubernetes 1.34, this is 1.33' },
  ),
];
