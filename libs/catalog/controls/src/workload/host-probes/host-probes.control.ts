import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Field } from '../../pod-security/field.js';
import type { Looks } from '../../pod-security/looks.js';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
const REQUESTS = ['httpGet', 'tcpSocket'];

export const hostProbes = versionedPodControl({
  id: 'workload/host-probes',
  title: 'Probes and lifecycle hooks name no other host',
  severity: 'medium',
  why: 'The kubelet sends these requests, so a host in them lets a pod make the node knock at addresses that the pod itself cannot reach.',
  remedy:
    'Remove host from httpGet and tcpSocket; the kubelet then asks the pod itself. A Host header belongs into httpHeaders.',
  references: ['pss:hostProbesAndHostLifecycle'],
  since: 34,
  check: (pod, looks) => {
    for (const container of pod.containers) {
      for (const name of PROBES) namesNoHost(container.at(name), looks);
      const lifecycle = container.at('lifecycle');
      for (const name of HOOKS) namesNoHost(lifecycle.at(name), looks);
    }
  },
});

function namesNoHost(handler: Field, looks: Looks): void {
  for (const name of REQUESTS) {
    const request = handler.at(name);
    looks.see((request.text('host') ?? '') === '', request, 'host', 'not set');
  }
}
