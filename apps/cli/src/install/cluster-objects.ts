import { CLUSTER_ROLE_NAME, clusterRoleRules } from '@plimsoll/collectors/kube';
import type { JsonObject } from '@plimsoll/model';
import { agentDeployment } from './agent-deployment.js';
import {
  AGENT_NAME,
  CA_PIN,
  CENTRE,
  ENROLLMENT_SECRET,
  STATE_SECRET,
  TOKEN_ID,
  type ClusterPlan,
} from './cluster-plan.js';

/** An object and where the API server has it. */
export interface PlacedObject {
  readonly path: string;
  readonly object: JsonObject;
}

export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'plimsoll' };

const LABELS = { 'app.kubernetes.io/name': AGENT_NAME, ...MANAGED_BY };
const RBAC_GROUP = 'rbac.authorization.k8s.io';
const RBAC = `${RBAC_GROUP}/v1`;

export const namespacePath = (name: string): string => `/api/v1/namespaces/${encodeURIComponent(name)}`;
export const secretPath = (namespace: string, name: string): string =>
  `${namespacePath(namespace)}/secrets/${name}`;

/** Everything, in the order in which it is applied: what others refer to comes first. */
export function clusterObjects(plan: ClusterPlan): readonly PlacedObject[] {
  const { namespace } = plan;
  const inNamespace = namespacePath(namespace);
  const rbac = `/apis/${RBAC_GROUP}/v1`;
  const inRbac = `${rbac}/namespaces/${encodeURIComponent(namespace)}`;
  return [
    { path: inNamespace, object: namespaceObject(namespace) },
    {
      path: `${inNamespace}/serviceaccounts/${AGENT_NAME}`,
      object: { ...head('v1', 'ServiceAccount', namespace), automountServiceAccountToken: false },
    },
    {
      path: `${rbac}/clusterroles/${CLUSTER_ROLE_NAME}`,
      object: { ...head(RBAC, 'ClusterRole', '', CLUSTER_ROLE_NAME), rules: rulesAsJson() },
    },
    {
      path: `${rbac}/clusterrolebindings/${CLUSTER_ROLE_NAME}`,
      object: {
        ...head(RBAC, 'ClusterRoleBinding', '', CLUSTER_ROLE_NAME),
        ...grant('ClusterRole', CLUSTER_ROLE_NAME, namespace),
      },
    },
    {
      path: `${inRbac}/roles/${AGENT_NAME}`,
      object: { ...head(RBAC, 'Role', namespace), rules: [OWN_STATE] },
    },
    {
      path: `${inRbac}/rolebindings/${AGENT_NAME}`,
      object: { ...head(RBAC, 'RoleBinding', namespace), ...grant('Role', AGENT_NAME, namespace) },
    },
    {
      path: secretPath(namespace, STATE_SECRET),
      object: { ...head('v1', 'Secret', namespace, STATE_SECRET), type: 'Opaque' },
    },
    ...enrollmentSecret(plan),
    {
      path: `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments/${AGENT_NAME}`,
      object: {
        ...head('apps/v1', 'Deployment', namespace),
        spec: agentDeployment(plan, LABELS),
      },
    },
  ];
}

function head(apiVersion: string, kind: string, namespace: string, name = AGENT_NAME): JsonObject {
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === '' ? {} : { namespace }), labels: LABELS },
  };
}

const namespaceObject = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { ...MANAGED_BY, 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

/** The agent keeps its identity in one Secret and may touch no other. */
const OWN_STATE: JsonObject = {
  apiGroups: [''],
  resources: ['secrets'],
  resourceNames: [STATE_SECRET],
  verbs: ['get', 'patch'],
};

const grant = (kind: string, name: string, namespace: string): JsonObject => ({
  roleRef: { apiGroup: RBAC_GROUP, kind, name },
  subjects: [{ kind: 'ServiceAccount', name: AGENT_NAME, namespace }],
});

const rulesAsJson = (): JsonObject[] => clusterRoleRules().map((rule) => ({ ...rule }));

function enrollmentSecret({ namespace, token, centre, caPin }: ClusterPlan): readonly PlacedObject[] {
  if (!token) return [];
  const annotations = { [TOKEN_ID]: token.id, [CENTRE]: centre, [CA_PIN]: caPin };
  const metadata = { name: ENROLLMENT_SECRET, namespace, labels: LABELS, annotations };
  const data = { token: Buffer.from(token.text).toString('base64') };
  const object = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data };
  return [{ path: secretPath(namespace, ENROLLMENT_SECRET), object }];
}
