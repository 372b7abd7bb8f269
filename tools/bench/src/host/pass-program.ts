// One process that reads its machine again and again as the agent of a node does, in turn with the floor.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectHost } from '@plimsoll/collectors';
import { openHostFiles } from '@plimsoll/probes';
import { readAgain, recordReads } from './recorded-reads.js';

/** What the program prints, as JSON. */
export interface PassReport {
  /** Milliseconds of processor time, of all threads, one for each repetition. */
  readonly passMs: readonly number[];
  readonly floorMs: readonly number[];
  /** The longest that the loop was held in any pass. */
  readonly longestHoldMs: number;
  /** The same in processor time of the loop's thread, which a busy machine does not stretch; nor does it count waiting. */
  readonly longestHoldProcessorMs: number;
  readonly reads: number;
  readonly failedReads: number;
}

const RUNS = 15;
const WARM_UPS = 2;
const RESOLUTION_MS = 1;

async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The most processor time that the loop's thread took for one turn while the work went on. */
async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let [longest, isOver] = [0, false];
  let before = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isOver = true;
  return longest;
}

const host = openHostFiles('/');
const signal = new AbortController().signal;
const pass = (files = host) => collectHost(files, { nodeName: 'bench', signal }, () => undefined);

const recorded = recordReads(host);
await pass(recorded.files);
for (let run = 1; run < WARM_UPS; run += 1) await pass();

const holds = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const passMs: number[] = [];
const floorMs: number[] = [];
let failedReads = 0;
for (let run = 0; run < RUNS; run += 1) {
  floorMs.push(await processorMs(() => (failedReads = readAgain(recorded))));
  holds.enable();
  passMs.push(await processorMs(() => pass()));
  holds.disable();
}
// By themselves: to look at each turn costs processor time too.
let longestHoldProcessorMs = 0;
for (let run = 0; run < RUNS; run += 1)
  longestHoldProcessorMs = Math.max(longestHoldProcessorMs, await longestTurnMs(() => pass()));
const report: PassReport = {
  passMs,
  floorMs,
  longestHoldMs: Math.max(0, holds.max / 1e6 - RESOLUTION_MS),
  longestHoldProcessorMs,
  reads: recorded.asked.length,
  failedReads,
};
process.stdout.write(JSON.stringify(report));
