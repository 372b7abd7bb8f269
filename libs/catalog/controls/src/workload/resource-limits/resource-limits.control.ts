import { podControl } from '../../pod-security/pod-control.js';
import type { Field } from '../../pod-security/field.js';
import type { Looks } from '../../pod-security/looks.js';
import type { Pod } from '../../pod-security/pod.js';

const RESOURCES = ['cpu', 'memory'];

export const resourceLimits = podControl({
  id: 'workload/resource-limits',
  title: 'Containers have a limit of processor time and memory',
  severity: 'high',
  why: 'A container without limits, broken or broken into, takes what its neighbours on the node need.',
  remedy: 'Set resources.limits.cpu and resources.limits.memory in every container, or once for the pod.',
  references: ['kubescape:C-0270', 'kubescape:C-0271', 'kubescape:C-0009'],
  check: (pod, looks) => {
    for (const resource of RESOURCES) seeLimits(pod, resource, looks);
  },
});

/** A limit of the whole pod (Kubernetes 1.34) stands for all containers. Ephemeral ones may not have any. */
function seeLimits(pod: Pod, resource: string, looks: Looks): void {
  const ofPod = limitsOf(pod.spec);
  if (ofPod.holdsQuantity(resource)) looks.see(true, ofPod, resource, 'set');
  else
    for (const container of pod.lastingContainers) {
      const limits = limitsOf(container);
      looks.see(limits.holdsQuantity(resource), limits, resource, 'set');
    }
}

const limitsOf = (part: Field): Field => part.at('resources').at('limits');
