import { kubeSource, type JsonObject, type Subject } from '@plimsoll/model';
import { items, member } from '../json-access.js';

/** Kinds that carry a Pod's template, or are one: what stands for a Pod is one of these. */
const WORKLOADS: ReadonlySet<string> = new Set([
  'kube/core/Pod',
  'kube/core/ReplicationController',
  'kube/apps/Deployment',
  'kube/apps/ReplicaSet',
  'kube/apps/DaemonSet',
  'kube/apps/StatefulSet',
  'kube/batch/Job',
  'kube/batch/CronJob',
]);

/**
 * Workloads are judged at their top owner (DESIGN section 1): false when the object's controller is a workload that is
 * itself among the facts. A mirror Pod belongs to its Node, which has no template, and is judged. `scan` does not ask.
 */
export function judgedSubject(
  subject: Subject,
  object: JsonObject,
  isKnown: (owner: Subject) => boolean,
): boolean {
  if (!WORKLOADS.has(kubeSource(subject.group, subject.kind) ?? '')) return true;
  const owner = controllerOf(subject, object);
  return owner === undefined || !WORKLOADS.has(kubeSource(owner.group, owner.kind) ?? '') || !isKnown(owner);
}

/** The object's controlling owner, which is in its own namespace; undefined when it has none. */
export function controllerOf(subject: Subject, object: JsonObject): Subject | undefined {
  for (const reference of items(member(object.metadata, 'ownerReferences'))) {
    const [apiVersion, kind, name] = [
      member(reference, 'apiVersion'),
      member(reference, 'kind'),
      member(reference, 'name'),
    ];
    if (member(reference, 'controller') !== true || typeof kind !== 'string' || typeof name !== 'string')
      continue;
    return {
      group: typeof apiVersion === 'string' ? groupOf(apiVersion) : '',
      kind,
      namespace: subject.namespace,
      name,
    };
  }
  return undefined;
}

/** `apps/v1` is `apps`, `v1` is the core group ''. */
const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
