import { defineErrors } from '@plimsoll/errors';

export const serverErrors = defineErrors({
  SERVER_PORT_IN_USE: { kind: 'conflict', hint: 'Stop the other program, or give another port.' },
  SERVER_PORT_FORBIDDEN: {
    kind: 'forbidden',
    hint: 'Take a port above 1023, or give the process the right to bind it.',
  },
  SERVER_CATALOGUE_BEHIND: {
    kind: 'unavailable',
    hint: 'Upgrade this worker: a newer one has judged with a newer catalogue.',
  },
  SERVER_CONFIGURATION_INCOMPLETE: {
    kind: 'invalid',
    hint: 'Set the variables that this role needs; docs/configuration.md lists them.',
  },
});
