import type { CommandRow } from './command.js';

/** Every command, in the order of the help. `load` keeps what one command needs away from the others. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'scan',
    summary: 'judge manifests or this host, without any server',
    load: async () => (await import('./commands/scan.js')).scan,
  },
  {
    name: 'version',
    summary: 'print the versions of the program and of its catalogue',
    load: async () => (await import('./commands/version.js')).version,
  },
];
