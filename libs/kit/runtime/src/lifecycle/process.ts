import { isPlimsollError } from '@plimsoll/errors';
import type { Logger } from '../logs/logger.js';

/** What a process runs: started once, stopped once. */
export interface Started {
  readonly stop: () => Promise<void>;
}

export interface ProcessOptions {
  readonly name: string;
  readonly logger: Logger;
  /** How long a stop may take before it is forced, milliseconds. */
  readonly graceMs: number;
  readonly start: () => Promise<Started>;
}

/** What `runProcess` needs of the world; the tests give their own. */
export interface ProcessHost {
  readonly on: (signal: 'SIGTERM' | 'SIGINT', handler: () => void) => void;
  readonly exit: (code: number) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: { readonly on: (event: 'end', handler: () => void) => void; readonly resume: () => void };
}

/**
 * Set to `stdin` by a parent that keeps the other end of our standard input open: when it closes, the parent is gone,
 * by SIGKILL too, and this process stops as if told to.
 */
const LIFELINE = 'PLIMSOLL_LIFELINE';

/**
 * Starts, then waits for SIGTERM or SIGINT and stops within the grace period. A second signal, or the end of the grace
 * period, forces the exit with 1. A failed start exits with 1 after one line that names code and hint.
 */
export async function runProcess(options: ProcessOptions, host: ProcessHost = process): Promise<void> {
  let started: Started | undefined;
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return forced(options, host, 'a second signal');
    stopping = true;
    options.logger.info({ signal }, 'stopping');
    const timer = setTimeout(() => forced(options, host, 'the grace period ended'), options.graceMs);
    timer.unref();
    (started?.stop() ?? Promise.resolve()).then(
      () => host.exit(0),
      (error: unknown) => {
        options.logger.error(describeError(error), 'the stop failed');
        host.exit(1);
      },
    );
  };
  host.on('SIGTERM', () => stop('SIGTERM'));
  host.on('SIGINT', () => stop('SIGINT'));
  if (host.env[LIFELINE] === 'stdin') {
    host.stdin.on('end', () => stopping || stop('the parent is gone'));
    host.stdin.resume();
  }
  try {
    started = await options.start();
  } catch (error) {
    options.logger.error(describeError(error), `${options.name} could not start`);
    host.exit(1);
  }
}

function forced(options: ProcessOptions, host: ProcessHost, why: string): void {
  options.logger.warn({ why }, 'the stop was forced');
  host.exit(1);
}

/** An error as log fields: code, message, hint and details of ours; name and stack of anything else. */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (isPlimsollError(error))
    return { code: error.code, error: error.message, hint: error.hint, details: error.details };
  if (error instanceof Error) return { error: error.message, errorName: error.name, stack: error.stack };
  return { error: String(error) };
}
