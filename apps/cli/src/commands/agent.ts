import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isPlimsollError } from '@plimsoll/errors';
import { readAgentState } from '@plimsoll/link-client';
import type { Command } from '../command.js';
import {
  CONTEXT_HELP,
  CONTEXT_OPTIONS,
  contextChoice,
  contextEnvironment,
  type ContextChoice,
} from '../context/context-choice.js';
import { identify, openContext } from '../context/context-cluster.js';
import { cliErrors } from '../errors.js';
import type { Terminal } from '../terminal/terminal.js';
import { programs } from '../up/programs.js';

const DEFAULT_STATE = '/var/lib/plimsoll-agent/agent.json';

const HELP = `plimsoll agent: collect facts here and stream them to the centre

Usage: plimsoll agent [--role node|cluster] [--state FILE] [--host DIR] [--manifests DIR]
       plimsoll agent --role cluster --context NAME [--kubeconfig FILE] [--state FILE]
       plimsoll agent explain [--paths] [--format table|json]

Runs until it is stopped. \`plimsoll enroll\` comes first. Everything can also be given as AGENT_* variables.
\`explain\` runs nothing: it says what the pod of a node's agent has to be given, and why.

  --role       node collects from the host, cluster what belongs to the cluster as a whole (default node)
  --state      the identity that enroll wrote
  --host       where the host's root is (default /)
  --manifests  a folder of manifests that stands for the objects of the cluster

The role cluster in a Pod reads its own cluster, elsewhere:
${CONTEXT_HELP}`;

const OPTIONS = {
  role: { type: 'string' },
  state: { type: 'string' },
  host: { type: 'string' },
  manifests: { type: 'string' },
  ...CONTEXT_OPTIONS,
} as const;

const usage = (message: string, cause?: unknown): Error =>
  cliErrors.error('USAGE', message, { cause, hint: 'Run `plimsoll help agent`.' });

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** What the command line says, as the agent takes it. @throws USAGE */
export function parseAgentOptions(args: readonly string[]): {
  readonly environment: Readonly<Record<string, string>>;
  readonly choice: ContextChoice | undefined;
} {
  const values = parse(args);
  const { role, state, host, manifests } = values;
  const choice = contextChoice(values);
  if (choice && role !== undefined && role !== 'cluster')
    throw usage('--context and --kubeconfig are for --role cluster');
  if (choice && manifests !== undefined)
    throw usage('--manifests stands in place of a cluster; leave one out');
  const environment = {
    ...(role && { AGENT_ROLE: role }),
    ...(state && { AGENT_STATE_FILE: resolve(state) }),
    ...(host && { AGENT_HOST_ROOT: resolve(host) }),
    ...(manifests && { AGENT_MANIFESTS: resolve(manifests) }),
    ...(choice && contextEnvironment(choice)),
  };
  return { environment, choice };
}

/** An agent waits for an API server that is away for a while, and so does this. */
const PASSING: ReadonlySet<string> = new Set([
  'KUBE_UNREACHABLE',
  'KUBE_PROXY_FAILED',
  'KUBE_SERVER_FAILED',
  'KUBE_THROTTLED',
]);

/**
 * Says before the agent starts what a person has to mend, and keeps one cluster's facts from another's posture.
 * @throws the KUBECONFIG and KUBE codes, CONTEXT_MISMATCH, the codes of the state file
 */
async function ownContext(
  choice: ContextChoice,
  statePath: string,
  { note }: Terminal,
): Promise<Readonly<Record<string, string>>> {
  const { cluster } = await readAgentState(statePath);
  const opened = await openContext(choice, { environment: process.env, cwd: process.cwd() });
  try {
    const { context, uid } = await identify(opened);
    if (cluster.uid !== uid) throw mismatch(statePath, cluster.name, context);
  } catch (error) {
    if (!isPlimsollError(error) || !PASSING.has(error.code)) throw error;
    note(`${error.message} (${error.code}); the agent goes on trying\n  ${error.hint}`);
  }
  return contextEnvironment(opened.choice);
}

const mismatch = (statePath: string, name: string, context: string): Error =>
  cliErrors.error(
    'CONTEXT_MISMATCH',
    `${statePath} is the identity of ${name}, which is not the cluster of context ${context}`,
  );

export const agent: Command = {
  help: HELP,
  run: async (args, terminal) => {
    if (args[0] === 'explain')
      return (await import('../explain/explain.js')).explain(args.slice(1), terminal);
    const { environment, choice } = parseAgentOptions(args);
    const given = { ...process.env, ...environment };
    const env = choice
      ? { ...given, ...(await ownContext(choice, given['AGENT_STATE_FILE'] ?? DEFAULT_STATE, terminal)) }
      : given;
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
