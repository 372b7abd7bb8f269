import { defineErrors } from '@plimsoll/errors';

export const agentErrors = defineErrors({
  AGENT_NO_SOURCES: {
    kind: 'invalid',
    hint: 'Set AGENT_ROLE=node, or AGENT_MANIFESTS to a folder of manifests; a live Kubernetes API is not read yet.',
  },
});
