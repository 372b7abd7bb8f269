import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliErrors } from '../errors.js';

export interface ChildOptions {
  readonly name: string;
  /** The program, a file for node. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logs: string;
  /** For node itself. */
  readonly flags?: readonly string[];
}

export interface Child {
  readonly name: string;
  readonly logFile: string;
  /** Settles with a sentence when it has ended, by itself or not. */
  readonly ended: Promise<string>;
  /** SIGTERM, and after ten seconds SIGKILL. */
  readonly stop: () => Promise<void>;
}

const GRACE_MS = 10_000;
const LAST_LINES = 12;

/**
 * Starts one of Plimsoll's own programs with its log in a file. Its input is a pipe that nobody writes to: it closes when
 * this process is gone, by SIGKILL too, and then the program stops.
 */
export function startChild({ name, program, environment, logs, flags = [] }: ChildOptions): Child {
  const logFile = join(logs, `${name}.log`);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [...flags, program], {
    env: { ...inherited(process.env), ...environment, PLIMSOLL_LIFELINE: 'stdin' },
    // A group of its own: Ctrl-C goes to `up` alone, which stops its children in their order.
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const ended = endOf(child, name);
  return { name, logFile, ended, stop: () => stop(child, ended) };
}

/** Variables of an agent are of the agent that somebody runs by hand, never of one that is run for them. */
const inherited = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AGENT_')));

function endOf(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(`${name} ended with ${signal ?? `code ${code}`}`));
  });
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}

/** What went wrong with a child that should be up: the sentence and the end of its log. */
export async function childFailure({ name, logFile }: Child, sentence: string): Promise<Error> {
  const text = await readFile(logFile, 'utf8').catch(
    (error: Error) => `(its log could not be read: ${error.message})`,
  );
  const tail = text.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  return cliErrors.error('CHILD_FAILED', `${sentence}; the end of its log:\n${tail}`, {
    details: { name, logFile },
  });
}
