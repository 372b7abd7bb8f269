import { defineErrors } from '@plimsoll/errors';

export const linkContractErrors = defineErrors({
  LINK_BATCH_TOO_LARGE: {
    kind: 'exhausted',
    hint: 'Send fewer facts in a batch; a batch inflates to at most 4 MiB and 10,000 changes.',
  },
  LINK_BATCH_MALFORMED: {
    kind: 'invalid',
    hint: 'The sender is defective or of another version; update the agent. Nothing of the batch was stored.',
  },
});
