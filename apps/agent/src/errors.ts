import { defineErrors } from '@plimsoll/errors';

export const agentErrors = defineErrors({
  AGENT_NO_SOURCES: {
    kind: 'invalid',
    hint: 'Set AGENT_ROLE=node or cluster, or AGENT_MANIFESTS to a folder of manifests.',
  },
});
