import type { CommandRow } from './command.js';

/** Every command, in the order of the help. `load` keeps what one command needs away from the others. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'up',
    summary: 'run the whole centre here, with this machine as its first cluster',
    load: async () => (await import('./commands/up.js')).up,
  },
  {
    name: 'scan',
    summary: 'judge manifests or this host, without any server',
    load: async () => (await import('./commands/scan.js')).scan,
  },
  {
    name: 'capture',
    summary: 'keep what a host says of itself in one file, redacted',
    load: async () => (await import('./commands/capture.js')).capture,
  },
  {
    name: 'enroll',
    summary: 'give this machine an identity at a centre',
    load: async () => (await import('./commands/enroll.js')).enroll,
  },
  {
    name: 'agent',
    summary: 'collect facts here and stream them to the centre',
    load: async () => (await import('./commands/agent.js')).agent,
  },
  {
    name: 'demo',
    summary: 'remove the demo fleet',
    load: async () => (await import('./commands/demo.js')).demo,
  },
  {
    name: 'version',
    summary: 'print the versions of the program and of its catalogue',
    load: async () => (await import('./commands/version.js')).version,
  },
];
