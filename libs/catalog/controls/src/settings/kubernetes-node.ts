import type { SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { notApplicable, readingOf } from './reading.js';

/** The sign that a kubelet keeps pods on the host; collected with the host's identity. */
export const PODS_CGROUP = 'kubernetes.pods-cgroup';

/** The verdict for hosts of which it is not shown that they are Kubernetes nodes; undefined for those that are. */
export function unlessKubernetesNode(view: SubjectView): Judgement | undefined {
  const reading = readingOf(view, 'host/identity', PODS_CGROUP);
  if (reading.kind === 'unknown') return reading.judgement;
  return reading.kind === 'absent'
    ? notApplicable('only on Kubernetes nodes, and no kubelet keeps pods on this host')
    : undefined;
}

/** Whether a host is known to be a Kubernetes node; false too where nothing at all is known of its identity. */
export function isKubernetesNode(view: SubjectView): boolean | Judgement {
  if (view.fact('host/identity') === undefined) return false;
  const reading = readingOf(view, 'host/identity', PODS_CGROUP);
  return reading.kind === 'unknown' ? reading.judgement : reading.kind === 'text';
}

/** The verdict for Kubernetes nodes of a rule of which they need the opposite; undefined for other hosts. */
export function exceptOnKubernetesNodes(view: SubjectView, reason: string): Judgement | undefined {
  const isNode = isKubernetesNode(view);
  if (typeof isNode === 'object') return isNode;
  return isNode ? notApplicable(`a Kubernetes node: ${reason}`) : undefined;
}
