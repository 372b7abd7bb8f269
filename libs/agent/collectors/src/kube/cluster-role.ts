import { CLUSTER_VERSION_PATHS } from './cluster-version/cluster-version.collector.js';
import { KUBE_COLLECTORS } from './kube-collectors.js';

/** A rule of RBAC. */
export type PolicyRule =
  | {
      readonly apiGroups: readonly string[];
      readonly resources: readonly string[];
      readonly verbs: readonly string[];
    }
  | { readonly nonResourceURLs: readonly string[]; readonly verbs: readonly string[] };

/** What is asked beside the collectors' objects. */
const REVIEWS = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'];
const PATHS = [...CLUSTER_VERSION_PATHS, '/api', '/api/*', '/apis', '/apis/*'];

export const CLUSTER_ROLE_NAME = 'plimsoll-cluster-agent';

/**
 * Everything that the cluster agent asks of the Kubernetes API, from the declarations of its collectors: one rule per
 * API group and set of verbs. `deploy/rbac/cluster-role.yaml` is written from it.
 */
export function clusterRoleRules(): readonly PolicyRule[] {
  const groups = new Map<string, { apiGroup: string; verbs: readonly string[]; resources: string[] }>();
  for (const { apiGroup, resource, verbs } of KUBE_COLLECTORS.flatMap(({ reads }) => reads)) {
    const key = `${apiGroup} ${verbs.join(',')}`;
    const group = groups.get(key) ?? { apiGroup, verbs, resources: [] };
    group.resources.push(resource);
    groups.set(key, group);
  }
  const sorted = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return [
    ...sorted.map(({ apiGroup, verbs, resources }) => ({
      apiGroups: [apiGroup],
      resources: resources.sort(),
      verbs,
    })),
    { apiGroups: ['authorization.k8s.io'], resources: REVIEWS, verbs: ['create'] },
    { nonResourceURLs: PATHS, verbs: ['get'] },
  ];
}

/** Why each resource is asked for, `group/plural` -> words. */
export const READ_REASONS: ReadonlyMap<string, string> = new Map(
  KUBE_COLLECTORS.flatMap(({ reads }) =>
    reads.map(({ apiGroup, resource, why }) => [`${apiGroup}/${resource}`, why]),
  ),
);
