import { defineErrors } from '@plimsoll/errors';

/** What can go wrong before a process has begun its work. */
export const runtimeErrors = defineErrors({
  CONFIGURATION_INVALID: {
    kind: 'invalid',
    hint: 'Correct every variable that is listed; docs/configuration.md says what each takes.',
  },
});
