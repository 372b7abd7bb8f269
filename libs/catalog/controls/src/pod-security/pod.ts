import type { JsonObject, SourceId } from '@plimsoll/model';
import { Field } from './field.js';
import { Misreads } from './misreads.js';

/** Where the pod sits in each kind that carries one; '' is the object itself. */
const POD_AT: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  ReplicationController: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The sources whose objects carry a pod. */
export const POD_SOURCES = [
  'kube/core/Pod',
  'kube/core/PodTemplate',
  'kube/core/ReplicationController',
  'kube/apps/ReplicaSet',
  'kube/apps/Deployment',
  'kube/apps/StatefulSet',
  'kube/apps/DaemonSet',
  'kube/batch/Job',
  'kube/batch/CronJob',
] as const satisfies readonly SourceId[];

/** A pod, or the template of one, as every check of workloads sees it. */
export interface Pod {
  readonly kind: string;
  readonly spec: Field;
  /** Of the pod: for a workload those of its template, not its own. */
  readonly annotations: Field;
  /** `containers`, `initContainers` and `ephemeralContainers`, in this order. */
  readonly containers: readonly Field[];
  /** The same without the ephemeral ones, which may not have resources. */
  readonly lastingContainers: readonly Field[];
  /** The security context of the pod itself. */
  readonly context: Field;
  /** The security contexts of its containers, in their order. */
  readonly containerContexts: readonly Field[];
  /** All security contexts: that of the pod, then those of its containers. */
  readonly contexts: readonly Field[];
  /** `spec.os.name` says windows. */
  readonly isWindows: boolean;
  /** `spec.hostUsers` is exactly false: the pod has a user namespace of its own. */
  readonly hasUserNamespace: boolean;
  /** Grows while a check reads. */
  readonly misreads: Misreads;
  /** How many fields were misread before any check read. */
  readonly misreadAtOnce: number;
}

/** The last one read: some thirty controls ask for the pod of one object, one after the other. */
let last: { readonly object: JsonObject; readonly pod: Pod } | undefined;

/** The pod of an object, nothing misread but what every check reads; undefined for a kind that carries none. */
export function podOf(kind: string, object: JsonObject): Pod | undefined {
  if (last?.object === object && last.pod.kind === kind) {
    last.pod.misreads.keepFirst(last.pod.misreadAtOnce);
    return last.pod;
  }
  const at = Object.hasOwn(POD_AT, kind) ? POD_AT[kind] : undefined;
  if (at === undefined) return undefined;
  last = { object, pod: readPod(kind, object, at) };
  return last.pod;
}

function readPod(kind: string, object: JsonObject, at: readonly string[]): Pod {
  const misreads = new Misreads();
  const pod = at.reduce((field, name) => field.at(name), Field.root(object, misreads));
  const spec = pod.at('spec');
  const lastingContainers = [...spec.items('containers'), ...spec.items('initContainers')];
  const containers = [...lastingContainers, ...spec.items('ephemeralContainers')];
  const context = spec.at('securityContext');
  const containerContexts = containers.map((container) => container.at('securityContext'));
  return {
    kind,
    spec,
    annotations: pod.at('metadata').at('annotations'),
    containers,
    lastingContainers,
    context,
    containerContexts,
    contexts: [context, ...containerContexts],
    isWindows: spec.at('os').text('name') === 'windows',
    hasUserNamespace: spec.flag('hostUsers') === false,
    misreads,
    misreadAtOnce: misreads.count,
  };
}
