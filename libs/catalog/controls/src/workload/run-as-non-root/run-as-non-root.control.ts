import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Looks } from '../../pod-security/looks.js';
import type { Pod } from '../../pod-security/pod.js';

export const runAsNonRoot = versionedPodControl({
  id: 'workload/run-as-non-root',
  title: 'The pod, or every container, demands a user other than root',
  severity: 'medium',
  why: 'Root inside a container is root of the node as soon as anything between the two fails.',
  remedy:
    'Set securityContext.runAsNonRoot: true in the pod, and remove any false; from Kubernetes 1.35 on hostUsers: false does as well.',
  references: ['pss:runAsNonRoot', 'kubescape:C-0013', 'cis-kubernetes-1.12:5.2.7'],
  check: (pod, looks, minor) => {
    if (minor >= 35 && pod.hasUserNamespace) looks.see(true, pod.spec, 'hostUsers', 'false');
    else seeDemands(pod, looks);
  },
});

/** True in the pod serves containers that say nothing; an explicit false fails wherever it stands. */
function seeDemands(pod: Pod, looks: Looks): void {
  const ofPod = pod.context.flag('runAsNonRoot');
  if (ofPod !== undefined) looks.see(ofPod, pod.context, 'runAsNonRoot', 'true');
  for (const context of pod.containerContexts) {
    const ofContainer = context.flag('runAsNonRoot');
    if (ofContainer !== undefined || ofPod === undefined)
      looks.see(ofContainer === true, context, 'runAsNonRoot', 'true');
  }
}
