import type { SourceId } from '@plimsoll/model';
import { CAREFUL, CARELESS, ORDINARY } from '../objects/habits.js';
import type { GeneratedSources } from '../sources/generated-sources.js';

/** The label by which everybody can tell a demo cluster, and by which the demo is removed. */
export const DEMO_LABEL = { name: 'plimsoll.dev/demo', value: 'true' } as const;

export interface DemoCluster extends GeneratedSources {
  readonly name: string;
}

const RBAC: readonly SourceId[] = [
  'kube/rbac.authorization.k8s.io/Role',
  'kube/rbac.authorization.k8s.io/ClusterRole',
  'kube/rbac.authorization.k8s.io/RoleBinding',
  'kube/rbac.authorization.k8s.io/ClusterRoleBinding',
];

const ALL = { nodes: 3, nodesWithAgent: 3, forbidden: [], kubernetesVersion: '1.34.2' };

/** One well kept, one badly kept, and one of which half is not seen: what a fleet looks like. */
export const DEMO_CLUSTERS = [
  { ...ALL, name: 'demo-good', seed: 11, objects: 60, habits: CAREFUL },
  { ...ALL, name: 'demo-bad', seed: 22, objects: 80, habits: CARELESS, kubernetesVersion: '1.31.9' },
  {
    ...ALL,
    name: 'demo-half-blind',
    seed: 33,
    objects: 60,
    habits: ORDINARY,
    nodesWithAgent: 1,
    forbidden: RBAC,
  },
] as const satisfies readonly DemoCluster[];
