import type { SourceId } from '@plimsoll/model';

/** One rule of RBAC that a collector needs, in all namespaces; the ClusterRole is generated from these. */
export interface KubeRead {
  /** '' for the core group. */
  readonly apiGroup: string;
  /** The plural name. */
  readonly resource: string;
  readonly verbs: readonly string[];
  readonly why: string;
}

/** A source of the Kubernetes API: one kind, watched. Its facts are made by `kubeFact`, as for manifests. */
export interface KubeCollector {
  readonly source: SourceId;
  readonly group: string;
  readonly kind: string;
  /** The versions whose objects controls can read, the best first. */
  readonly versions: readonly string[];
  readonly reads: readonly [KubeRead];
}
