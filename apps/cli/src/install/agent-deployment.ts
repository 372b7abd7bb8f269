import type { JsonObject } from '@plimsoll/model';
import { AGENT_NAME, ENROLLMENT_SECRET, STATE_SECRET, type ClusterPlan } from './cluster-plan.js';

const ENROLLMENT = '/etc/plimsoll/enrollment';
/** Not the number of anybody on a node. */
const NOBODY = 65532;

/**
 * The spec of the cluster agent's Deployment: one Pod, never two at once (an identity is used by one), with nothing that
 * it does not need. The image's entry point is `plimsoll-agent`.
 */
export function agentDeployment(plan: ClusterPlan, labels: JsonObject): JsonObject {
  return {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { 'app.kubernetes.io/name': AGENT_NAME } },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: AGENT_NAME,
        // Its own short-lived token in place of the one that every Pod is given.
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        securityContext: {
          runAsNonRoot: true,
          runAsUser: NOBODY,
          runAsGroup: NOBODY,
          fsGroup: NOBODY,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [container(plan)],
        volumes: [
          { name: 'api', projected: { defaultMode: 0o440, sources: API_ACCESS } },
          {
            name: 'enrollment',
            // Its token is spent by the first enrolment.
            secret: { secretName: ENROLLMENT_SECRET, defaultMode: 0o440 },
          },
        ],
      },
    },
  };
}

const API_ACCESS: JsonObject[] = [
  { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
];

const container = (plan: ClusterPlan): JsonObject => ({
  name: 'agent',
  image: plan.image,
  env: environment(plan),
  resources: {
    requests: { cpu: '50m', memory: '128Mi' },
    limits: { cpu: '1', memory: '512Mi' },
  },
  securityContext: {
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  volumeMounts: [
    { name: 'api', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    { name: 'enrollment', mountPath: ENROLLMENT, readOnly: true },
  ],
});

const environment = ({ namespace, name, centre, caPin }: ClusterPlan): JsonObject[] =>
  Object.entries({
    AGENT_ROLE: 'cluster',
    AGENT_STATE_KEPT_IN: `${namespace}/${STATE_SECRET}`,
    AGENT_CENTRE: centre,
    AGENT_CA_PIN: caPin,
    AGENT_TOKEN_FILE: `${ENROLLMENT}/token`,
    AGENT_CLUSTER_NAME: name,
  }).map(([variable, value]) => ({ name: variable, value }));
