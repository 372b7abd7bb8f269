import { defineConfiguration, type Values } from '@plimsoll/runtime';

/** What an agent needs to know beside the identity that enrolment gave it. */
export const AGENT_CONFIGURATION = defineConfiguration({
  role: {
    variable: 'AGENT_ROLE',
    kind: 'choice',
    choices: ['node', 'cluster'],
    default: 'node',
    meaning: '`node` collects from the host, `cluster` what belongs to the cluster as a whole.',
  },
  stateFile: {
    variable: 'AGENT_STATE_FILE',
    kind: 'text',
    default: '/var/lib/plimsoll-agent/agent.json',
    meaning: 'The identity that enrolment wrote, mode 0600; the agent renews it there.',
  },
  stateSecret: {
    variable: 'AGENT_STATE_KEPT_IN',
    kind: 'text',
    required: false,
    meaning: 'NAMESPACE/NAME of a Secret of the cluster that holds the identity in place of the file.',
  },
  centre: {
    variable: 'AGENT_CENTRE',
    kind: 'text',
    required: false,
    meaning: 'HOST:PORT at which a cluster agent without identity enrols itself.',
  },
  caPin: {
    variable: 'AGENT_CA_PIN',
    kind: 'text',
    required: false,
    meaning: 'By which that centre is known, `sha256:` and hexadecimal digits.',
  },
  token: {
    variable: 'AGENT_TOKEN',
    kind: 'text',
    secret: true,
    required: false,
    meaning: 'An enrolment token for that; of no use once there is an identity.',
  },
  clusterName: {
    variable: 'AGENT_CLUSTER_NAME',
    kind: 'text',
    required: false,
    meaning: 'How the cluster is called at the centre when it enrols; default `kubernetes`.',
  },
  hostRoot: {
    variable: 'AGENT_HOST_ROOT',
    kind: 'text',
    default: '/',
    meaning: "Where the host's root is mounted.",
  },
  nodeName: {
    variable: 'AGENT_NODE_NAME',
    kind: 'text',
    required: false,
    meaning: "The Node's name; by default the host's own name.",
  },
  hostEveryMs: {
    variable: 'AGENT_HOST_EVERY',
    kind: 'duration',
    min: 1_000,
    required: false,
    meaning: "A cadence for all of the host's sources in place of their own.",
  },
  manifests: {
    variable: 'AGENT_MANIFESTS',
    kind: 'text',
    required: false,
    meaning:
      'A folder of manifests that stands for the objects of the cluster; for tests and demonstrations.',
  },
  manifestsEveryMs: {
    variable: 'AGENT_MANIFESTS_EVERY',
    kind: 'duration',
    default: 10_000,
    min: 1_000,
    meaning: 'How often the folder is read again.',
  },
  kubeconfig: {
    variable: 'AGENT_KUBECONFIG',
    kind: 'text',
    required: false,
    meaning:
      'For the role cluster: a kubeconfig file. Default: the service account of the Pod, else the file of kubectl.',
  },
  kubeContext: {
    variable: 'AGENT_KUBE_CONTEXT',
    kind: 'text',
    required: false,
    meaning: 'A context of the kubeconfig. Default: the current one.',
  },
  outboxBytes: {
    variable: 'AGENT_OUTBOX_BYTES',
    kind: 'integer',
    default: 4_194_304,
    min: 4_194_304, // twice the largest body, so that each one fits while there is room
    max: 67_108_864,
    meaning: 'Bodies kept in memory while they wait for the centre; what does not fit is read again.',
  },
  reconnectMaxMs: {
    variable: 'AGENT_RECONNECT_MAX',
    kind: 'duration',
    default: 300_000,
    min: 1_000,
    meaning:
      'The longest pause before a centre that is away is tried again; a short one suits a small fleet.',
  },
  logLevel: {
    variable: 'AGENT_LOG_LEVEL',
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    meaning: 'The least level that is logged, on stderr.',
  },
});

export type AgentConfiguration = Values<typeof AGENT_CONFIGURATION>;
