import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roundedSpread, rounded, type Measured } from '../figure.js';
import { runNode } from '../measure/child-run.js';
import { interleaved } from '../measure/interleaved.js';
import { spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import { scanProgram } from './scan.js';

const RUNS = 15;

export const scanStart: Scenario = {
  name: 'scan-start',
  meaning: '`plimsoll scan` on one manifest, from start to end / a Node process that does nothing',
  run: measureStart,
};

const MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.2.3
      securityContext:
        privileged: true
`;

async function measureStart({ root, folder, progress }: Bench): Promise<Measured> {
  const manifest = join(folder, 'pod.yaml');
  writeFileSync(manifest, MANIFEST);
  const nothing = join(folder, 'nothing.mjs');
  writeFileSync(nothing, '');
  const output = join(folder, 'out.json');
  progress(`${RUNS} runs and a first one`);
  const { values, floors } = await interleaved(
    RUNS,
    {
      floor: () => runNode([nothing], output),
      value: () => runNode([scanProgram(root), 'scan', manifest, '--format', 'json'], output, [1]),
    },
    true,
  );
  const wall = spreadOf(values.map(({ wallMs }) => wallMs));
  const floorWall = spreadOf(floors.map(({ wallMs }) => wallMs));
  return {
    scenario: 'scan-start',
    value: wall.median,
    unit: 'ms',
    floor: floorWall.median,
    target: { of: 'value', is: 'at most', bound: 500 },
    extras: {
      wallMs: roundedSpread(wall),
      floorMs: roundedSpread(floorWall),
      peakRssMiB: rounded(Math.max(...values.map(({ peakMiB }) => peakMiB))),
    },
  };
}
