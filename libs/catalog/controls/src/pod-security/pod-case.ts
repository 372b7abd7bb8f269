import type { ControlCase } from '@plimsoll/engine';
import type { JsonObject, JsonValue, SourceId } from '@plimsoll/model';
import { kubeSource } from '@plimsoll/model';

/** A pod of one container, `app`, with these fields of the container and of the spec. */
export function podSpec(container: JsonObject, spec: JsonObject = {}): JsonObject {
  return { ...spec, containers: [{ name: 'app', image: 'registry.example/app:1', ...container }] };
}

interface PodCase {
  readonly spec: JsonValue;
  readonly annotations?: JsonObject;
  /** `Deployment`, unless the pod stands alone. */
  readonly kind?: 'Deployment';
  readonly namespace?: string;
  /** The cluster's version, where the rule depends on it. */
  readonly kubernetesVersion?: string;
}

/** An example whose subject is a pod, or a workload with the pod as its template. */
export function podCase(title: string, pod: PodCase, expect: ControlCase['expect']): ControlCase {
  const kind = pod.kind ?? 'Pod';
  const group = kind === 'Pod' ? '' : 'apps';
  const namespace = pod.namespace ?? 'shop';
  const metadata = { name: 'app', namespace };
  const annotations = pod.annotations ? { annotations: pod.annotations } : {};
  const object: JsonObject =
    kind === 'Pod'
      ? { apiVersion: 'v1', kind, metadata: { ...metadata, ...annotations }, spec: pod.spec }
      : {
          apiVersion: 'apps/v1',
          kind,
          metadata,
          spec: { template: { metadata: annotations, spec: pod.spec } },
        };
  const source: SourceId = kubeSource(group, kind) ?? 'kube/core/Pod';
  const version = pod.kubernetesVersion;
  return {
    title,
    subject: { group, kind, namespace, name: 'app' },
    facts: { [source]: { shape: 'object', object } },
    ...(version === undefined ? {} : { derived: { platform: { kubernetesVersion: version } } }),
    expect,
  };
}
