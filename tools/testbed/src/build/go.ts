import { spawn } from 'node:child_process';
import { testbedErrors } from '../errors.js';

export interface GoOutcome {
  readonly code: number | null;
  readonly output: string;
}

const KEPT = 8_000;

/** Static binaries that are the same wherever they are built, from what go.sum names and nothing newer. */
const SETTINGS = {
  CGO_ENABLED: '0',
  GOFLAGS: '-buildvcs=false -mod=readonly -trimpath',
  GOWORK: 'off',
};

/** Runs `go` to its end with its output held back (the last 8,000 characters). @throws TESTBED_NO_GO */
export function go(args: readonly string[], cwd: string): Promise<GoOutcome> {
  const child = spawn('go', [...args], {
    cwd,
    env: { ...process.env, ...SETTINGS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text: string): void => void (output = (output + text).slice(-KEPT));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'ENOENT' ? noGo(cause) : cause),
    );
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
}

const noGo = (cause: unknown): Error =>
  testbedErrors.error('TESTBED_NO_GO', 'The testbed is built with Go, and there is no `go` on the PATH', {
    cause,
  });
