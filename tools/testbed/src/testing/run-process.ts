import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** The process whose life is the test run's: vitest's main process, seen from a forked worker or from a thread. */
export const runProcess = (): number =>
  process.env['VITEST'] !== undefined && isMainThread ? process.ppid : process.pid;

/** Tells a process from a later one of the same number: the kernel's start time, in ticks since boot. */
export function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''; // the name in parentheses may hold anything
}
