import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startCentre, type BenchCentre } from '../centre/bench-centre.js';
import { startLink } from '../centre/bench-link.js';
import { preparedFacts, type PreparedFact } from '../centre/prepared-facts.js';
import { benchErrors } from '../errors.js';
import { rounded, roundedSpread, type Measured } from '../figure.js';
import { spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import type { Told, ToFeeder } from './feeder-protocol.js';
import { floorCopy } from './floor-copy.js';

const SEED = 11;
const FACTS = 20_000;
const RUNS = 3;

export const ingest: Scenario = {
  name: 'ingest',
  meaning:
    'changed facts a second, from agent to commit / COPY of the same rows into a table with a primary key',
  run: async (bench) => {
    const centre = await startCentre(bench.folder);
    try {
      return await measureIngest(bench, centre);
    } finally {
      await centre.close();
    }
  },
};

async function measureIngest({ folder, progress }: Bench, centre: BenchCentre): Promise<Measured> {
  const link = await startLink(centre);
  const file = join(folder, 'agent.json');
  await link.enrollCluster({ name: 'bench', file });
  const feeder = fork(join(import.meta.dirname, 'feeder.js'), [file]);
  try {
    const rounds: Round[] = [];
    for (let version = 0; version <= RUNS; version += 1) {
      rounds.push(await round(centre, feeder, version));
      progress(`${version === 0 ? 'first sync' : 'all changed'}: ${JSON.stringify(rounds.at(-1))}`);
    }
    return measured(rounds);
  } finally {
    feeder.disconnect();
    await link.close();
  }
}

/** Facts a second. */
interface Round {
  readonly facts: number;
  readonly ingest: number;
  readonly floor: number;
  readonly factsPerCommit: number;
  readonly bytesPerFact: number;
}

async function round(centre: BenchCentre, feeder: ChildProcess, version: number): Promise<Round> {
  await tell(feeder, { order: 'prepare', seed: SEED, count: FACTS, version });
  const { milliseconds, commits } = await tell(feeder, { order: 'send' });
  const rows = [...preparedFacts(SEED, FACTS, version)];
  await requireStored(centre, rows);
  const factsPerCommit = Math.round(rows.length / commits);
  const floorMs = await floorCopy(centre.ownerUrl, centre.organizationId, rows, factsPerCommit);
  return {
    facts: rows.length,
    ingest: rounded((rows.length / milliseconds) * 1000),
    floor: rounded((rows.length / floorMs) * 1000),
    factsPerCommit,
    bytesPerFact: Math.round(rows.reduce((sum, { body }) => sum + body.length, 0) / rows.length),
  };
}

/** What was timed has been stored, or the figure is worth nothing. */
async function requireStored(
  { store, organizationId }: BenchCentre,
  rows: readonly PreparedFact[],
): Promise<void> {
  const [found] = await store.transaction(organizationId, (tx) =>
    tx.query<{ count: number }>(
      `select count(*)::int as count from facts
       join unnest($2::bytea[]) as wanted(digest) using (digest) where organization_id = $1`,
      [organizationId, rows.map(({ digest }) => Buffer.from(digest))],
    ),
  );
  if (found?.count !== rows.length)
    throw benchErrors.error('BENCH_STREAM_ENDED', `${found?.count} of ${rows.length} facts were stored`);
}

async function tell(feeder: ChildProcess, order: ToFeeder): Promise<Told> {
  feeder.send(order);
  const [told] = (await Promise.race([once(feeder, 'message'), gone(feeder)])) as [Told];
  return told;
}

async function gone(feeder: ChildProcess): Promise<never> {
  await once(feeder, 'exit');
  throw benchErrors.error('BENCH_STREAM_ENDED', 'the feeder ended by itself');
}

function measured([first, ...changed]: readonly Round[]): Measured {
  const speed = spreadOf(changed.map((round) => round.ingest));
  const floor = spreadOf(changed.map((round) => round.floor));
  return {
    scenario: 'ingest',
    value: speed.median,
    unit: 'facts/s',
    floor: floor.median,
    target: { of: 'ratio', is: 'at least', bound: 0.5 },
    extras: {
      factsPerSecond: roundedSpread(speed),
      floorFactsPerSecond: roundedSpread(floor),
      firstSync: first,
      facts: changed[0]?.facts,
      factsPerCommit: changed.map((round) => round.factsPerCommit),
      bytesPerFact: changed[0]?.bytesPerFact,
    },
  };
}
