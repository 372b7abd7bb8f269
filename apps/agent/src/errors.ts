import { defineErrors } from '@plimsoll/errors';

export const agentErrors = defineErrors({
  AGENT_NO_SOURCES: {
    kind: 'invalid',
    hint: 'Set AGENT_ROLE=node or cluster, or AGENT_MANIFESTS to a folder of manifests.',
  },
  AGENT_STATE_SECRET_INVALID: {
    kind: 'invalid',
    hint: 'Set AGENT_STATE_KEPT_IN to NAMESPACE/NAME of a Secret that the agent may get and patch.',
  },
  AGENT_STATE_SECRET_EMPTY: {
    kind: 'not-found',
    hint: 'Give the agent an enrolment token (AGENT_TOKEN); `plimsoll enroll --context NAME` makes one.',
  },
  AGENT_ENROLLMENT_INCOMPLETE: {
    kind: 'invalid',
    hint: 'Set AGENT_ROLE=cluster, AGENT_CENTRE and AGENT_CA_PIN beside AGENT_TOKEN.',
  },
  CLUSTER_UNIDENTIFIED: {
    kind: 'not-found',
    hint: 'A cluster is known by its Namespace kube-system; let the agent list Namespaces of a whole API server.',
  },
});
