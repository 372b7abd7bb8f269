import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Look } from '../../pod-security/field.js';
import type { Pod } from '../../pod-security/pod.js';

export const runAsNonRoot = versionedPodControl({
  id: 'workload/run-as-non-root',
  title: 'The pod, or every container, demands a user other than root',
  severity: 'medium',
  why: 'Root inside a container is root of the node as soon as anything between the two fails.',
  remedy:
    'Set securityContext.runAsNonRoot: true in the pod, and remove any false; from Kubernetes 1.35 on hostUsers: false does as well.',
  references: ['pss:runAsNonRoot', 'kubescape:C-0013', 'cis-kubernetes-1.12:5.2.7'],
  check: (pod, minor) =>
    minor >= 35 && pod.hasUserNamespace ? [pod.spec.at('hostUsers').look(true, 'false')] : demands(pod),
});

/** True in the pod serves containers that say nothing; an explicit false fails wherever it stands. */
function demands(pod: Pod): readonly Look[] {
  const ofPod = pod.spec.at('securityContext').at('runAsNonRoot');
  const ofContainers = pod.containers
    .map((container) => container.at('securityContext').at('runAsNonRoot'))
    .filter((field) => field.flag() !== undefined || ofPod.flag() === undefined);
  return [...(ofPod.flag() === undefined ? [] : [ofPod]), ...ofContainers].map((field) =>
    field.look(field.flag() === true, 'true'),
  );
}
