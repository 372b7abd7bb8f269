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

/**
 * The verdict for Kubernetes nodes of a rule of which they need the opposite; undefined elsewhere, and where nothing at
 * all is known of the host's identity, as in a capture of one file.
 */
export function exceptOnKubernetesNodes(view: SubjectView, reason: string): Judgement | undefined {
  if (view.fact('host/identity') === undefined) return undefined;
  const reading = readingOf(view, 'host/identity', PODS_CGROUP);
  if (reading.kind === 'unknown') return reading.judgement;
  return reading.kind === 'text' ? notApplicable(`a Kubernetes node: ${reason}`) : undefined;
}
