import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roundedSpread, rounded, type Measured } from '../figure.js';
import { runNode } from '../measure/child-run.js';
import { interleaved } from '../measure/interleaved.js';
import { spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import { scanProgram } from '../scan/scan.js';

const RUNS = 7;
/** Whatever is wrong with the machine. */
const CODES = [0, 1];

export const hostScan: Scenario = {
  name: 'host-scan',
  meaning:
    '`plimsoll scan --host /` with the whole catalogue, from start to end / a Node process that does nothing',
  run: measureHostScan,
};

async function measureHostScan({ root, folder, progress }: Bench): Promise<Measured> {
  const nothing = join(folder, 'nothing.mjs');
  writeFileSync(nothing, '');
  const output = join(folder, 'out.json');
  progress(`${RUNS} runs and a first one`);
  const { values, floors } = await interleaved(
    RUNS,
    {
      floor: () => runNode([nothing], output),
      value: () =>
        runNode(
          [scanProgram(root), 'scan', '--host', '/', '--format', 'json', '--verdicts', 'all'],
          output,
          CODES,
        ),
    },
    true,
  );
  const wall = spreadOf(values.map(({ wallMs }) => wallMs));
  const floorWall = spreadOf(floors.map(({ wallMs }) => wallMs));
  return {
    scenario: 'host-scan',
    value: wall.median,
    unit: 'ms',
    floor: floorWall.median,
    target: { of: 'value', is: 'at most', bound: 1_000 },
    extras: {
      wallMs: roundedSpread(wall),
      cpuMs: roundedSpread(spreadOf(values.map(({ cpuMs }) => cpuMs))),
      peakRssMiB: rounded(Math.max(...values.map(({ peakMiB }) => peakMiB))),
    },
  };
}
