import { defineErrors } from '@plimsoll/errors';

/** The codes of evaluation. */
export const evaluationErrors = defineErrors({
  EVALUATION_CATALOG_INCOMPLETE: {
    kind: 'internal',
    hint: 'Give every control a committed place and digest; the check of the catalogue names the missing ones.',
  },
});
