import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isPlimsollError } from '@plimsoll/errors';
import { enroll as enrollAgent, readAgentState, writeAgentState } from '@plimsoll/link-client';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import type { Command } from '../command.js';
import { CONTEXT_HELP, CONTEXT_OPTIONS, contextChoice } from '../context/context-choice.js';
import { contextCluster, type ContextCluster } from '../context/context-cluster.js';
import { cliErrors } from '../errors.js';
import { INSTALL_OPTIONS, installOptions } from '../install/install-options.js';
import { VERSION } from '../version.js';

const DEFAULT_STATE = '/var/lib/plimsoll-agent/agent.json';

const HELP = `plimsoll enroll: give this machine, or a cluster, an identity at a centre

Usage: plimsoll enroll --centre HOST:PORT --ca-pin sha256:HEX [--token TEXT] [--name NAME] [--label KEY=VALUE]... [--state FILE]
       plimsoll enroll --context NAME [--kubeconfig FILE] --image REF [--api URL] [--dry-run] [...]
       plimsoll enroll --context NAME [--kubeconfig FILE] --centre HOST:PORT --ca-pin sha256:HEX [...]

This machine. The centre's pages and \`plimsoll up\` print this line with everything filled in. The token is read from
PLIMSOLL_TOKEN when --token is not given. Afterwards \`plimsoll agent\` runs the agent.

  --centre   where the centre enrols agents
  --ca-pin   by which the centre is known; checked before the token leaves this machine
  --token    an enrolment token, good for 24 hours and one use unless it was made otherwise
  --name     how this machine is called there (default: its host name; of a cluster, the context)
  --label    may be given several times; labels bound to the token win
  --state    where the identity is kept, mode 0600 (default ${DEFAULT_STATE})

A cluster, with an agent that runs in it. Makes an enrolment token through the centre's GraphQL and applies what the agent
needs: a namespace, its rights to read, its token, its Deployment. It may be run again; what is there already is kept.

  --image    the agent's image in a registry that the cluster can pull from; there is no default
  --namespace  where the agent lives (default plimsoll)
  --dry-run  print the objects as YAML in place of applying them, the token among them
  --force-conflicts  take over fields that somebody else set, for instance \`kubectl apply\`
  --centre   where the cluster reaches the centre, if not as the centre says
  --api      where GraphQL is (or PLIMSOLL_API), as whoever PLIMSOLL_API_TOKEN or PLIMSOLL_API_TOKEN_FILE names;
             default: of \`plimsoll up\` on this machine, whose folder --data tells
  --api-token-file  a file with that token

A cluster, with an agent that runs here, outside of it: with --ca-pin or --token.

${CONTEXT_HELP}`;

const OPTIONS = {
  centre: { type: 'string' },
  'ca-pin': { type: 'string' },
  token: { type: 'string' },
  name: { type: 'string' },
  label: { type: 'string', multiple: true },
  state: { type: 'string' },
  ...CONTEXT_OPTIONS,
  ...INSTALL_OPTIONS,
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

/** An agent that runs on this machine, whatever it reads: its identity is made here. @throws USAGE */
function isHere(values: ReturnType<typeof parse>): boolean {
  const { context, kubeconfig, token, state } = values;
  const given = Object.keys(INSTALL_OPTIONS).find((name) => Object.hasOwn(values, name));
  const outside = context === undefined && kubeconfig === undefined;
  const here = outside || [values['ca-pin'], token, state].some((value) => value !== undefined);
  if (!here || given === undefined) return here;
  throw usage(
    outside
      ? `--${given} is for a cluster; give its --context`
      : `--${given} is for an agent in the cluster; --ca-pin, --token and --state are for one that runs here`,
  );
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

/** How the agent of what was enrolled is started. */
function agentLine(path: string | undefined, cluster: ContextCluster | undefined): string {
  const words = [
    'plimsoll agent',
    ...(cluster ? ['--role cluster --context', quoted(cluster.context)] : []),
    ...(cluster?.kubeconfig === undefined ? [] : ['--kubeconfig', quoted(cluster.kubeconfig)]),
    ...(path === undefined ? [] : ['--state', quoted(path)]),
  ];
  return words.join(' ');
}

/** As a shell takes it for one word. */
const quoted = (text: string): string =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

export const enroll: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const values = parse(args);
    const labels = Object.fromEntries((values.label ?? []).map(labelOf));
    if (!isHere(values)) {
      const { install } = await import('../install/install.js');
      return install(installOptions(values, labels), terminal);
    }
    const path = resolve(values.state ?? DEFAULT_STATE);
    await assertFree(path);
    const centre = {
      address: wanted(values.centre, '--centre'),
      caPin: wanted(values['ca-pin'], '--ca-pin'),
      token: wanted(values.token ?? process.env['PLIMSOLL_TOKEN'], '--token'),
    };
    const choice = contextChoice(values);
    const around = { environment: process.env, cwd: process.cwd() };
    const cluster = choice && (await contextCluster(choice, around));
    const state = await enrollAgent({
      ...centre,
      cluster: {
        kind: cluster ? 'kubernetes' : 'host',
        uid: cluster?.uid ?? randomUUID(),
        name: values.name ?? cluster?.context ?? hostname(),
        labels,
      },
      agentVersion: VERSION,
      clock: systemClock,
      logger: silentLogger,
      environment: process.env,
    });
    await writeAgentState(path, state);
    await terminal.write(
      `Enrolled as cluster ${state.clusterId} (${state.cluster.name}).\nRun its agent: ${agentLine(values.state && path, cluster)}\n`,
    );
    return 0;
  },
};
