import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rounded, roundedSpread, type Measured } from '../figure.js';
import { runNode } from '../measure/child-run.js';
import { spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import type { PassReport } from './pass-program.js';

/** As the agent of a node starts itself: small before fast. */
const AGENT_FLAGS = ['--max-semi-space-size=1', '--lite-mode'] as const;
const MOST_PROCESSOR_MS = 150;
const LONGEST_HOLD_MS = 20;

export const hostPass: Scenario = {
  name: 'host-pass',
  meaning: 'processor time of one pass over every source of this host / of only reading the same files',
  run: measurePass,
};

async function measurePass({ root, folder, progress }: Bench): Promise<Measured> {
  progress('a pass and its floor, in turn');
  const output = join(folder, 'pass.json');
  await runNode([...AGENT_FLAGS, join(root, 'tools/bench/dist/host/pass-program.js')], output);
  const report: PassReport = JSON.parse(readFileSync(output, 'utf8'));
  const pass = spreadOf(report.passMs);
  const floor = spreadOf(report.floorMs);
  return {
    scenario: 'host-pass',
    value: pass.median,
    unit: 'ms',
    floor: floor.median,
    target: { of: 'ratio', is: 'at most', bound: 2 },
    alsoMet: pass.median < MOST_PROCESSOR_MS && report.longestHoldMs <= LONGEST_HOLD_MS,
    extras: {
      passMs: roundedSpread(pass),
      floorMs: roundedSpread(floor),
      longestHoldMs: rounded(report.longestHoldMs),
      longestHoldProcessorMs: rounded(report.longestHoldProcessorMs),
      reads: report.reads,
      failedReads: report.failedReads,
    },
  };
}
