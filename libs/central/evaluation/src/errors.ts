import { defineErrors } from '@plimsoll/errors';

/** The codes of evaluation. */
export const evaluationErrors = defineErrors({
  EVALUATION_CATALOG_INCOMPLETE: {
    kind: 'internal',
    hint: 'Give every control a committed place and digest; the check of the catalogue names the missing ones.',
  },
  EVALUATION_THREAD_FAILED: {
    kind: 'internal',
    hint: 'The batch is judged without the thread; if this comes again, look for what the process lacks: memory or database connections.',
  },
});
