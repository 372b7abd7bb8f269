import { defineErrors } from '@plimsoll/errors';

export const cliErrors = defineErrors({
  USAGE: {
    kind: 'invalid',
    hint: 'Run `plimsoll help` for the commands, `plimsoll help COMMAND` for one of them.',
  },
  COMMAND_UNKNOWN: { kind: 'invalid', hint: 'Run `plimsoll help` for the commands.' },
  NOTHING_READ: {
    kind: 'invalid',
    hint: 'Give files or folders with Kubernetes manifests, - for the standard input, or --host DIR.',
  },
  SCAN_WORKER_FAILED: { kind: 'internal', hint: 'Report it with the version and, if you can, the files.' },
});
