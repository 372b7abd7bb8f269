import type { Evaluation } from '@plimsoll/evaluation';
import type { ClusterId } from '@plimsoll/model';
import { addCluster, startCentre, type BenchCentre } from '../centre/bench-centre.js';
import { evaluationOf } from '../centre/catalog.js';
import { feedCluster } from '../centre/fed-cluster.js';
import { benchErrors } from '../errors.js';
import { rounded, roundedSpread, type Measured } from '../figure.js';
import { timed } from '../measure/interleaved.js';
import { spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import { JudgeFloor, type FloorRun } from './floor-judge.js';

const SEED = 21;
const FACTS = 100_000;
const RUNS = 3;
const MOST = 3;

export const evaluate: Scenario = {
  name: 'evaluate',
  meaning: 're-judging 100,000 facts / COPY of their bodies out, JSON.parse, COPY of the written findings in',
  run: async (bench) => {
    const centre = await startCentre(bench.folder);
    try {
      return await measureEvaluate(bench, centre);
    } finally {
      await centre.close();
    }
  },
};

interface Run {
  readonly milliseconds: number;
  readonly floor: FloorRun;
}

async function measureEvaluate({ progress }: Bench, centre: BenchCentre): Promise<Measured> {
  const clusterId = await addCluster(centre, 'bench');
  const evaluation = evaluationOf(centre);
  const facts = await feedCluster(centre, clusterId, { seed: SEED, count: FACTS });
  progress(`${facts} facts are stored`);
  const runs: Run[] = [];
  try {
    for (let run = 0; run <= RUNS; run += 1) {
      if (run > 0) await touchAll(centre, clusterId);
      runs.push(await judgeAll(centre, evaluation, clusterId, facts));
      progress(`${run === 0 ? 'first judging' : 'judged again'}: ${JSON.stringify(runs.at(-1))}`);
    }
  } finally {
    await evaluation.close();
  }
  return measured(runs, facts);
}

/** A generation in which every fact was written again: all are judged again, and come to the same. */
async function touchAll({ store, organizationId }: BenchCentre, clusterId: ClusterId): Promise<void> {
  const scope = [organizationId, clusterId];
  const place = 'where organization_id = $1 and cluster_id = $2';
  await store.transaction(organizationId, async (tx) => {
    await tx.query(`update directory set generation = generation + 1 ${place}`, scope);
    await tx.query(
      `update facts set generation = (select generation from directory ${place}) ${place}`,
      scope,
    );
  });
}

/** The first time every finding is written, later none, as nothing differs. */
async function judgeAll(
  { organizationId, ownerUrl }: BenchCentre,
  evaluation: Evaluation,
  clusterId: ClusterId,
  facts: number,
): Promise<Run> {
  const started = new Date();
  let judged = 0;
  const milliseconds = await timed(async () => {
    const outcome = await evaluation.evaluate({ organizationId, clusterId });
    judged = outcome.judged;
  });
  if (judged < facts * 0.95)
    throw benchErrors.error('BENCH_PROGRAM_FAILED', `only ${judged} subjects of ${facts} facts were judged`);
  const floor = await JudgeFloor.of(ownerUrl, organizationId, started);
  try {
    return { milliseconds, floor: await floor.run() };
  } finally {
    await floor.close();
  }
}

function measured([first, ...again]: readonly Run[], facts: number): Measured {
  const wall = spreadOf(again.map(({ milliseconds }) => milliseconds));
  const floor = spreadOf(again.map((run) => run.floor.milliseconds));
  const firstRatio = first === undefined ? Infinity : first.milliseconds / first.floor.milliseconds;
  return {
    scenario: 'evaluate',
    value: wall.median,
    unit: 'ms',
    floor: floor.median,
    target: { of: 'ratio', is: 'at most', bound: MOST },
    alsoMet: firstRatio <= MOST,
    extras: {
      wallMs: roundedSpread(wall),
      floorMs: roundedSpread(floor),
      factsPerSecond: rounded((facts / wall.median) * 1000),
      facts,
      findingsWritten: again.map((run) => run.floor.findings),
      firstJudging: first && {
        wallMs: rounded(first.milliseconds),
        floorMs: rounded(first.floor.milliseconds),
        ratio: rounded(firstRatio),
        findingsWritten: first.floor.findings,
      },
    },
  };
}
