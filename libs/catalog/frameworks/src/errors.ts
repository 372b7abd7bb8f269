import { defineErrors } from '@plimsoll/errors';

export const frameworksErrors = defineErrors({
  FRAMEWORK_ID_INVALID: { kind: 'internal', hint: 'Write the id in lower case, with its revision.' },
  FRAMEWORK_UNKNOWN: {
    kind: 'not-found',
    hint: 'Give the id of a framework; docs/frameworks lists them all.',
  },
  FRAMEWORK_REFERENCE_UNKNOWN: {
    kind: 'internal',
    hint: 'Write the control that carries this reference first.',
  },
});
