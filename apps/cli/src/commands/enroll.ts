import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isPlimsollError } from '@plimsoll/errors';
import { enroll as enrollAgent, readAgentState, writeAgentState } from '@plimsoll/link-client';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import type { Command } from '../command.js';
import { cliErrors } from '../errors.js';
import { VERSION } from '../version.js';

const DEFAULT_STATE = '/var/lib/plimsoll-agent/agent.json';

const HELP = `plimsoll enroll: give this machine an identity at a centre

Usage: plimsoll enroll --centre HOST:PORT --ca-pin sha256:HEX [--token TEXT] [--name NAME] [--label KEY=VALUE]... [--state FILE]

The centre's pages and \`plimsoll up\` print this line with everything filled in. The token is read from PLIMSOLL_TOKEN
when --token is not given. Afterwards \`plimsoll agent\` runs the agent.

  --centre   where the centre enrols agents
  --ca-pin   by which the centre is known; checked before the token leaves this machine
  --token    an enrolment token, good for 24 hours and one use unless it was made otherwise
  --name     how this machine is called there (default: its host name)
  --label    may be given several times; labels bound to the token win
  --state    where the identity is kept, mode 0600 (default ${DEFAULT_STATE})
`;

const OPTIONS = {
  centre: { type: 'string' },
  'ca-pin': { type: 'string' },
  token: { type: 'string' },
  name: { type: 'string' },
  label: { type: 'string', multiple: true },
  state: { type: 'string' },
} as const;

const usage = (message: string): Error =>
  cliErrors.error('USAGE', message, { hint: 'Run `plimsoll help enroll`.' });

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause));
  }
}

function wanted(value: string | undefined, option: string): string {
  if (value) return value;
  throw usage(`${option} is not given`);
}

function labelOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usage(`--label is "${text}", wanted is KEY=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

async function assertFree(path: string): Promise<void> {
  try {
    const { clusterId } = await readAgentState(path);
    throw cliErrors.error('ALREADY_ENROLLED', `${path} already holds the identity of cluster ${clusterId}`, {
      details: { path },
    });
  } catch (error) {
    if (!isPlimsollError(error) || error.code !== 'LINK_STATE_MISSING') throw error;
  }
}

export const enroll: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const values = parse(args);
    const path = resolve(values.state ?? DEFAULT_STATE);
    await assertFree(path);
    const state = await enrollAgent({
      address: wanted(values.centre, '--centre'),
      caPin: wanted(values['ca-pin'], '--ca-pin'),
      token: wanted(values.token ?? process.env['PLIMSOLL_TOKEN'], '--token'),
      cluster: {
        kind: 'host',
        uid: randomUUID(),
        name: values.name ?? hostname(),
        labels: Object.fromEntries((values.label ?? []).map(labelOf)),
      },
      agentVersion: VERSION,
      clock: systemClock,
      logger: silentLogger,
      environment: process.env,
    });
    await writeAgentState(path, state);
    await terminal.write(
      `Enrolled as cluster ${state.clusterId} (${state.cluster.name}).\nRun its agent: plimsoll agent${values.state ? ` --state ${path}` : ''}\n`,
    );
    return 0;
  },
};
