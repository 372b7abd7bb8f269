import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** With whom a testbed lives: with this process, or with another one. */
export type Lifeline = 'this process' | { readonly pid: number };

/** Ends what was started in the folder (a process is told by where it works, a number may be another's) and removes it. */
const END = `
for file in "$1"/pids/*; do
  pid=$(cat "$file") || continue
  [ "$(readlink "/proc/$pid/cwd")" = "$1" ] && kill -KILL "$pid"
done
until rm -rf -- "$1"; do sleep 0.1; done`;

/** The pipe from this process closes without a word when it is killed. */
const WITH_THIS_PROCESS = `read -r word && exit; ${END}`;
const WITH_ANOTHER = `while kill -0 "$2"; do sleep 1; done; ${END}`;

/**
 * A shell that costs nothing while it waits and ends the testbed with its lifeline. Returns what dismisses
 * it, which only this process may.
 */
export function watchOver(directory: string, lifeline: Lifeline): () => void {
  const here = lifeline === 'this process';
  const script = here
    ? [WITH_THIS_PROCESS, 'sh', directory]
    : [WITH_ANOTHER, 'sh', directory, String(lifeline.pid)];
  const watchdog = spawn('/bin/sh', ['-c', ...script], {
    cwd: '/',
    detached: true,
    stdio: [here ? 'pipe' : 'ignore', 'ignore', 'ignore'],
  });
  watchdog.unref();
  const pipe = watchdog.stdin;
  if (pipe instanceof Socket) pipe.unref();
  pipe?.on('error', () => undefined); // the watchdog was killed before us: nothing to dismiss
  return () => pipe?.end('dismissed\n');
}
