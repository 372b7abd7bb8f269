import { defineErrors } from '@plimsoll/errors';

export const controlsErrors = defineErrors({
  CONTROL_ID_INVALID: { kind: 'internal', hint: 'Write the id as family/slug, in lower case.' },
  CONTROL_UNKNOWN: {
    kind: 'not-found',
    hint: 'Give the id, an alias or a reference of a control; docs/controls lists them all.',
  },
  CONTROL_DIGEST_MISSING: {
    kind: 'internal',
    hint: 'Run node tools/generate/controls.mjs after adding or changing a control.',
  },
});
