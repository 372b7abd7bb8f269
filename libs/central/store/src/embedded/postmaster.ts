import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sqlState } from '../connection/failure.js';
import { storeErrors } from '../errors.js';
import { SERVER_ENVIRONMENT } from './binaries.js';
import type { ServerUser } from './binaries.js';
import { identify, isPostmasterOf } from './process-identity.js';

export interface PostmasterOptions {
  readonly binaries: string;
  /** PGDATA, a real path. */
  readonly directory: string;
  readonly log: string;
  readonly user: ServerUser;
  readonly port: number;
  readonly settings: readonly string[];
  /** With whom the server lives: this process, or another one with what is removed after it. */
  readonly lifeline: 'this process' | { readonly pid: number; readonly remove: string };
}

export interface Postmaster {
  readonly pid: number;
  /** Resolves when the server has ended, however it did. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

const STOP_MS = 8_000;
const READY_MS = 60_000;
const LOG_LIMIT = 8 << 20;

/** Ends the server when the pipe from this process closes without a word, which a SIGKILL does as well. */
const WITH_THIS_PROCESS = 'read -r word || kill -INT "$0"';
const WITH_ANOTHER = [
  'while kill -0 "$1" 2>/dev/null; do sleep 1; done',
  'kill -INT "$0" 2>/dev/null',
  'while kill -0 "$0" 2>/dev/null; do sleep 0.1; done',
  'rm -rf -- "$2"',
].join('; ');

async function logFile(file: string): ReturnType<typeof open> {
  const size = await stat(file).then((found) => found.size, () => 0); // prettier-ignore
  if (size > LOG_LIMIT) await rename(file, `${file}.1`);
  return open(file, 'a', 0o600);
}

async function launch(options: PostmasterOptions): Promise<ChildProcess> {
  const log = await logFile(options.log);
  const settings = [
    ...options.settings,
    `port=${options.port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
  ];
  try {
    return spawn(
      path.join(options.binaries, 'bin', 'postgres'),
      ['-D', options.directory, ...settings.flatMap((s) => ['-c', s])],
      {
        ...options.user,
        cwd: options.directory,
        env: SERVER_ENVIRONMENT,
        detached: true, // a Ctrl-C at the terminal reaches us first, and we stop the server last
        stdio: ['ignore', log.fd, log.fd],
      },
    );
  } finally {
    await log.close();
  }
}

/** The watchdog, a shell that costs nothing while it waits. Returns what dismisses it. */
function tie(pid: number, lifeline: PostmasterOptions['lifeline']): () => void {
  const parameters =
    lifeline === 'this process'
      ? [WITH_THIS_PROCESS, String(pid)]
      : [WITH_ANOTHER, String(pid), String(lifeline.pid), lifeline.remove];
  const watchdog = spawn('/bin/sh', ['-c', ...parameters], {
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: [lifeline === 'this process' ? 'pipe' : 'ignore', 'ignore', 'ignore'],
  });
  watchdog.unref();
  const pipe = watchdog.stdin;
  if (pipe instanceof Socket) pipe.unref();
  pipe?.on('error', () => undefined); // the watchdog was killed: then the next start finds the orphan
  return () => pipe?.end('dismissed\n');
}

async function statusLine(directory: string): Promise<string> {
  try {
    return (await readFile(path.join(directory, 'postmaster.pid'), 'utf8')).split('\n')[7]?.trim() ?? '';
  } catch {
    return ''; // not written yet
  }
}

async function untilReady(options: PostmasterOptions, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while ((await statusLine(options.directory)) !== 'ready') {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGQUIT');
      const said = (await readFile(options.log, 'utf8')).trim().split('\n').slice(-5).join('\n');
      throw storeErrors.error('EMBEDDED_START_FAILED', 'the embedded Postgres did not start', {
        details: { said },
      });
    }
    await wait(10);
  }
}

/** Starts the server and resolves when it takes connections. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const child = await launch(options);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (child.pid === undefined)
    throw storeErrors.error('EMBEDDED_START_FAILED', 'the embedded Postgres could not be run');
  const dismiss = tie(child.pid, options.lifeline);
  void ended.then(dismiss);
  await untilReady(options, child);
  child.unref();
  const stop = async (): Promise<void> => {
    child.ref();
    child.kill('SIGINT');
    const impatient = setTimeout(() => child.kill('SIGQUIT'), STOP_MS);
    await ended;
    clearTimeout(impatient);
  };
  return { pid: child.pid, ended, stop };
}

/** It may have ended by itself a moment ago, which is what is wanted. */
function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (sqlState(error) !== 'ESRCH') throw error;
  }
}

async function recordedPid(directory: string): Promise<number | null> {
  try {
    return Number.parseInt(await readFile(path.join(directory, 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return null;
  }
}

/**
 * Stops the server that a killed process left in this directory, after making sure that it is that one; a record that
 * names another process is removed, for Postgres would take it for a running server.
 * @returns whether one was stopped.
 */
export async function stopOrphan(directory: string): Promise<boolean> {
  const pid = await recordedPid(directory);
  if (pid === null) return false;
  const found = Number.isInteger(pid) && (await isPostmasterOf(pid, directory));
  const started = found ? await identify(pid) : null;
  if (started === null) {
    await rm(path.join(directory, 'postmaster.pid'), { force: true });
    return false;
  }
  signal(pid, 'SIGINT');
  const deadline = Date.now() + STOP_MS;
  while ((await identify(pid))?.started === started.started) {
    if (Date.now() > deadline) signal(pid, 'SIGQUIT');
    await wait(20);
  }
  return true;
}
