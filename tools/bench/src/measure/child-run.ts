import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { benchErrors } from '../errors.js';
import { peakResidentMiB, processorMs } from './process-status.js';

/** How a program that was run to its end went. */
export interface ChildRun {
  /** From before the process is made until it is gone and its output is written. */
  readonly wallMs: number;
  readonly peakMiB: number;
  /** Processor time of all its threads, in steps of 10. */
  readonly cpuMs: number;
}

const LOOK_EVERY_MS = 10;

/** Runs node on a program, its standard output into a file as a shell would. @throws BENCH_PROGRAM_FAILED */
export async function runNode(
  parameters: readonly string[],
  output: string,
  expectedCodes: readonly number[] = [0],
): Promise<ChildRun> {
  const file = openSync(output, 'w');
  const started = performance.now();
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', file, 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
  let [peakMiB, cpuMs] = [0, 0];
  // The kernel keeps both, so a look shortly before the end is enough.
  const looking = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakResidentMiB(child.pid));
    cpuMs = Math.max(cpuMs, processorMs(child.pid));
  }, LOOK_EVERY_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const wallMs = performance.now() - started;
  clearInterval(looking);
  closeSync(file);
  if (code === null || !expectedCodes.includes(code))
    throw benchErrors.error('BENCH_PROGRAM_FAILED', `${parameters.join(' ')} ended with ${code}: ${said}`);
  return { wallMs, peakMiB, cpuMs };
}
