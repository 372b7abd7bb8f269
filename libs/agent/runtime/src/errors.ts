import { defineErrors } from '@plimsoll/errors';

export const agentRuntimeErrors = defineErrors({
  AGENT_SOURCE_TWICE: {
    kind: 'invalid',
    hint: 'Each (source, partition) has a single writer; configure it once.',
  },
  AGENT_SENT_AWAY: {
    kind: 'forbidden',
    hint: 'Ask the administrator of the centre; enrol again with a new token if the cluster is to come back.',
  },
});
