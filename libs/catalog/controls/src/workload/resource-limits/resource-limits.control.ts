import { podControl } from '../../pod-security/pod-control.js';
import type { Field, Look } from '../../pod-security/field.js';
import type { Pod } from '../../pod-security/pod.js';

export const resourceLimits = podControl({
  id: 'workload/resource-limits',
  title: 'Containers have a limit of processor time and memory',
  severity: 'high',
  why: 'A container without limits, broken or broken into, takes what its neighbours on the node need.',
  remedy: 'Set resources.limits.cpu and resources.limits.memory in every container, or once for the pod.',
  references: ['kubescape:C-0270', 'kubescape:C-0271', 'kubescape:C-0009'],
  check: (pod) => ['cpu', 'memory'].flatMap((resource) => limits(pod, resource)),
});

/** A limit of the whole pod (Kubernetes 1.34) stands for all containers. Ephemeral ones may not have any. */
function limits(pod: Pod, resource: string): readonly Look[] {
  const ofPod = limit(pod.spec, resource);
  if (ofPod.holdsQuantity()) return [ofPod.look(true, 'set')];
  return pod.lastingContainers
    .map((container) => limit(container, resource))
    .map((field) => field.look(field.holdsQuantity(), 'set'));
}

const limit = (part: Field, resource: string): Field => part.at('resources').at('limits').at(resource);
