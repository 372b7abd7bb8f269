import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CONTEXT_HELP,
  CONTEXT_OPTIONS,
  contextChoice,
  type ContextChoice,
} from '../context/context-choice.js';
import { cliErrors } from '../errors.js';
import { defaultDataFolder } from './data-folder.js';

export interface UpOptions {
  /** Print the posture and end, in place of staying up. */
  readonly once: boolean;
  readonly format: 'table' | 'json';
  /** False: without the demo fleet. */
  readonly demo: boolean;
  /** Holds everything that this installation keeps. */
  readonly dataFolder: string;
  /** 0 takes a free port. */
  readonly httpPort: number;
  /** A live cluster beside this machine; undefined: none. */
  readonly cluster: ContextChoice | undefined;
  /** How long to wait for the first posture while nothing moves, milliseconds. */
  readonly timeoutMs: number;
}

export const UP_HELP = `plimsoll up: run the whole centre here, with this machine as its first cluster

Usage: plimsoll up [--once] [--format table|json] [--no-demo] [--data DIR] [--port N]
                   [--context NAME] [--kubeconfig FILE]

Starts an embedded Postgres (or uses DATABASE_URL and DATABASE_OWNER_URL), the server, an agent for this machine and, the
first time, a small generated demo fleet. Shows the posture as GraphQL tells it, and stays up until Ctrl-C.

  --once         end after the posture was shown
  --format json  print it as JSON, alone on standard output
  --no-demo      leave the demo fleet out; \`plimsoll demo remove\` removes one that is there
  --data DIR     where this installation lives (default .plimsoll)
  --port N       port of GraphQL and GraphiQL on 127.0.0.1 (default 8080, 0 for a free one)

Beside this machine, read by an agent that runs here:
${CONTEXT_HELP}`;

const OPTIONS = {
  once: { type: 'boolean' },
  format: { type: 'string' },
  'no-demo': { type: 'boolean' },
  data: { type: 'string' },
  port: { type: 'string' },
  ...CONTEXT_OPTIONS,
} as const;

const usage = (message: string, cause?: unknown): Error =>
  cliErrors.error('USAGE', message, { cause, hint: 'Run `plimsoll help up`.' });

/** @throws USAGE */
export function parseUpOptions(args: readonly string[]): UpOptions {
  const values = parse(args);
  const format = values.format ?? 'table';
  if (format !== 'table' && format !== 'json')
    throw usage(`--format is "${format}", wanted is table or json`);
  const port = values.port ?? '8080';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw usage(`--port is "${port}", wanted is a port number`);
  return {
    once: values.once ?? false,
    format,
    demo: !(values['no-demo'] ?? false),
    dataFolder:
      values.data === undefined
        ? defaultDataFolder(process.cwd(), process.getuid?.() ?? 0)
        : resolve(values.data),
    httpPort: Number(port),
    cluster: contextChoice(values),
    timeoutMs: 120_000,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
