import type { JsonObject, SourceId } from '@plimsoll/model';
import { Field } from './field.js';

/** Where the pod sits in each kind that carries one; '' is the object itself. */
const POD_AT: Readonly<Record<string, string>> = {
  Pod: '',
  PodTemplate: 'template',
  ReplicationController: 'spec.template',
  ReplicaSet: 'spec.template',
  Deployment: 'spec.template',
  StatefulSet: 'spec.template',
  DaemonSet: 'spec.template',
  Job: 'spec.template',
  CronJob: 'spec.jobTemplate.spec.template',
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
  readonly spec: Field;
  /** Of the pod: for a workload those of its template, not its own. */
  readonly annotations: Field;
  /** `containers`, `initContainers` and `ephemeralContainers`, in this order. */
  readonly containers: readonly Field[];
  /** The same without the ephemeral ones, which may not have resources. */
  readonly lastingContainers: readonly Field[];
  /** `spec.os.name` says windows. */
  readonly isWindows: boolean;
  /** `spec.hostUsers` is exactly false: the pod has a user namespace of its own. */
  readonly hasUserNamespace: boolean;
  /** Paths that were asked for and had the wrong type; grows while checks read. */
  readonly misread: ReadonlySet<string>;
}

/** The pod of an object; undefined for a kind that carries none. */
export function podOf(kind: string, object: JsonObject): Pod | undefined {
  const at = Object.hasOwn(POD_AT, kind) ? POD_AT[kind] : undefined;
  if (at === undefined) return undefined;
  const misread = new Set<string>();
  const pod = new Field('', object, misread).at(...at.split('.').filter((name) => name !== ''));
  const spec = pod.at('spec');
  const lastingContainers = [...spec.at('containers').items(), ...spec.at('initContainers').items()];
  return {
    spec,
    annotations: pod.at('metadata', 'annotations'),
    containers: [...lastingContainers, ...spec.at('ephemeralContainers').items()],
    lastingContainers,
    isWindows: spec.at('os', 'name').text() === 'windows',
    hasUserNamespace: spec.at('hostUsers').flag() === false,
    misread,
  };
}

/** The pod's own security context and those of all containers, each as the field at `names` below it. */
export function securityFields(pod: Pod, ...names: readonly string[]): readonly Field[] {
  return [pod.spec, ...pod.containers].map((part) => part.at('securityContext', ...names));
}

/** The field at `names` below the security context of each container. */
export function containerSecurityFields(pod: Pod, ...names: readonly string[]): readonly Field[] {
  return pod.containers.map((container) => container.at('securityContext', ...names));
}
