import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from '../command.js';
import { cliErrors } from '../errors.js';
import { programs } from '../up/programs.js';

const HELP = `plimsoll agent: collect facts here and stream them to the centre

Usage: plimsoll agent [--role node|cluster] [--state FILE] [--host DIR] [--manifests DIR]

Runs until it is stopped. \`plimsoll enroll\` comes first. Everything can also be given as AGENT_* variables.

  --role       node collects from the host, cluster what belongs to the cluster as a whole (default node)
  --state      the identity that enroll wrote
  --host       where the host's root is (default /)
  --manifests  a folder of manifests that stands for the objects of the cluster
`;

const OPTIONS = {
  role: { type: 'string' },
  state: { type: 'string' },
  host: { type: 'string' },
  manifests: { type: 'string' },
} as const;

function environmentOf(args: readonly string[]): Record<string, string> {
  try {
    const { role, state, host, manifests } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: false,
    }).values;
    return {
      ...(role && { AGENT_ROLE: role }),
      ...(state && { AGENT_STATE_FILE: resolve(state) }),
      ...(host && { AGENT_HOST_ROOT: resolve(host) }),
      ...(manifests && { AGENT_MANIFESTS: resolve(manifests) }),
    };
  } catch (cause) {
    throw cliErrors.error('USAGE', cause instanceof Error ? cause.message : String(cause), {
      cause,
      hint: 'Run `plimsoll help agent`.',
    });
  }
}

export const agent: Command = {
  help: HELP,
  run: (args) => {
    const env = { ...process.env, ...environmentOf(args) };
    const child = spawn(process.execPath, ['--max-semi-space-size=1', programs().agent], {
      env,
      stdio: 'inherit',
    });
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    process.on('SIGINT', () => undefined); // a terminal sends it to the agent too
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  },
};
