import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchErrors } from '../errors.js';
import { rounded, roundedSpread, type Measured } from '../figure.js';
import { runNode, type ChildRun } from '../measure/child-run.js';
import { interleaved } from '../measure/interleaved.js';
import { spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import { writeManifests } from './manifest-folder.js';

const OBJECTS = 10_000;
const RUNS = 5;
/** Findings are not a failure of the run. */
const SCANNED = [0, 1];

export const scanProgram = (root: string): string => join(root, 'apps/cli/dist/bin/plimsoll.js');

export const scan: Scenario = {
  name: 'scan',
  meaning: '`plimsoll scan` over 10,000 objects / parsing the same files with js-yaml on one thread',
  run: measureScan,
};

async function measureScan({ root, folder, progress }: Bench): Promise<Measured> {
  const made = writeManifests(join(folder, 'manifests'), OBJECTS);
  progress(
    `${made.objects} objects in ${made.files} files, ${made.bytes} bytes; ${RUNS} runs and a first one`,
  );
  const output = join(folder, 'scan.json');
  const parsed = join(folder, 'parsed.txt');
  const floor = () => runNode([join(import.meta.dirname, 'floor-parse.js'), made.path], parsed);
  const value = () => runNode([scanProgram(root), 'scan', made.path, '--format', 'json'], output, SCANNED);
  const { values, floors } = await interleaved(RUNS, { floor, value }, true);
  sameObjects(Number(readFileSync(parsed, 'utf8')), subjectsIn(output), made.objects);
  const wall = spreadOf(values.map(({ wallMs }) => wallMs));
  const floorWall = spreadOf(floors.map(({ wallMs }) => wallMs));
  return {
    scenario: 'scan',
    value: wall.median,
    unit: 'ms',
    floor: floorWall.median,
    target: { of: 'ratio', is: 'at most', bound: 1.6 },
    extras: {
      wallMs: roundedSpread(wall),
      floorMs: roundedSpread(floorWall),
      ratioOfMinima: rounded(wall.min / floorWall.min),
      cpuMs: roundedSpread(spreadOf(values.map(({ cpuMs }) => cpuMs))),
      floorCpuMs: roundedSpread(spreadOf(floors.map(({ cpuMs }) => cpuMs))),
      objectsPerSecond: rounded((made.objects / wall.median) * 1000),
      peakRssMiB: rounded(peak(values)),
      floorPeakRssMiB: rounded(peak(floors)),
      objects: made.objects,
      bytes: made.bytes,
      bytesPerObject: rounded(made.bytes / made.objects),
    },
  };
}

const peak = (runs: readonly ChildRun[]): number => Math.max(...runs.map(({ peakMiB }) => peakMiB));

function subjectsIn(file: string): number {
  const report: { readonly subjects: readonly unknown[] } = JSON.parse(readFileSync(file, 'utf8'));
  return report.subjects.length;
}

/** Both have done all the work, or the comparison is worth nothing. */
function sameObjects(parsed: number, scanned: number, made: number): void {
  if (parsed === made && scanned === made) return;
  throw benchErrors.error(
    'BENCH_PROGRAM_FAILED',
    `of ${made} objects ${parsed} were parsed and ${scanned} scanned`,
  );
}
