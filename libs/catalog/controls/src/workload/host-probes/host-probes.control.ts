import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Field } from '../../pod-security/field.js';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];

export const hostProbes = versionedPodControl({
  id: 'workload/host-probes',
  title: 'Probes and lifecycle hooks name no other host',
  severity: 'medium',
  why: 'The kubelet sends these requests, so a host in them lets a pod make the node knock at addresses that the pod itself cannot reach.',
  remedy:
    'Remove host from httpGet and tcpSocket; the kubelet then asks the pod itself. A Host header belongs into httpHeaders.',
  references: ['pss:hostProbesAndHostLifecycle'],
  since: 34,
  check: (pod) =>
    pod.containers.flatMap(requestHosts).map((field) => field.look((field.text() ?? '') === '', 'not set')),
});

function requestHosts(container: Field): readonly Field[] {
  const lifecycle = container.at('lifecycle');
  const handlers = [...PROBES.map((name) => container.at(name)), ...HOOKS.map((name) => lifecycle.at(name))];
  return handlers.flatMap((handler) => [
    handler.at('httpGet').at('host'),
    handler.at('tcpSocket').at('host'),
  ]);
}
