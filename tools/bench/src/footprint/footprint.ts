import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startCentre, type BenchCentre } from '../centre/bench-centre.js';
import { startLink } from '../centre/bench-link.js';
import { benchErrors } from '../errors.js';
import { rounded, type Measured } from '../figure.js';
import { peakResidentMiB, processorMs, residentMiB } from '../measure/process-status.js';
import type { Bench, Scenario } from '../scenario.js';

const MINUTE_MS = 60_000;
/** A Node process that waits; what no agent on Node can be below. */
const NOTHING = 'setInterval(() => {}, 1e9)';

/** When the agent is looked at, and the most that it may hold then. */
interface Moment {
  readonly scenario: string;
  readonly afterMs: number;
  readonly mostMiB: number;
}

const scenarioAt = (moment: Moment): Scenario => ({
  name: moment.scenario,
  meaning: `resident memory of the node agent, enrolled and connected, after ${moment.afterMs / 1000} s / of a Node process that waits`,
  run: async (bench) => {
    const centre = await startCentre(bench.folder);
    try {
      return await measureFootprint(bench, centre, moment);
    } finally {
      await centre.close();
    }
  },
});

export const footprint = scenarioAt({ scenario: 'footprint', afterMs: MINUTE_MS, mostMiB: 80 });
export const nodeFootprint = scenarioAt({
  scenario: 'node-footprint',
  afterMs: 10 * MINUTE_MS,
  mostMiB: 64,
});

async function measureFootprint(
  { root, folder, progress }: Bench,
  centre: BenchCentre,
  moment: Moment,
): Promise<Measured> {
  const link = await startLink(centre);
  const file = join(folder, 'agent.json');
  await link.enrollCluster({ name: 'bench', kind: 'host', file });
  const bare = start(['-e', NOTHING], {});
  const agent = start([join(root, 'apps/agent/dist/bin/plimsoll-agent.js')], {
    AGENT_ROLE: 'node',
    AGENT_HOST_ROOT: '/',
    AGENT_STATE_FILE: file,
    AGENT_LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
  });
  try {
    progress(`the agent runs for ${moment.afterMs / 1000} s`);
    await wait(moment.afterMs);
    return await measured(centre, moment, agent, bare);
  } finally {
    await Promise.all([stopped(agent), stopped(bare)]);
    await link.close();
  }
}

function start(parameters: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function measured(
  centre: BenchCentre,
  { scenario, afterMs, mostMiB }: Moment,
  agent: ChildProcess,
  bare: ChildProcess,
): Promise<Measured> {
  const facts = await storedFacts(centre);
  if (residentMiB(agent.pid) === 0 || facts === 0)
    throw benchErrors.error('BENCH_PROGRAM_FAILED', `the agent brought ${facts} facts, or is gone`);
  return {
    scenario,
    value: residentMiB(agent.pid),
    unit: 'MiB',
    floor: residentMiB(bare.pid),
    target: { of: 'value', is: 'at most', bound: mostMiB },
    extras: {
      peakMiB: rounded(peakResidentMiB(agent.pid)),
      processorMs: processorMs(agent.pid),
      facts,
      afterSeconds: afterMs / 1000,
    },
  };
}

async function storedFacts({ store, organizationId }: BenchCentre): Promise<number> {
  const [row] = await store.transaction(organizationId, (tx) =>
    tx.query<{ facts: number }>('select count(*)::int as facts from facts where organization_id = $1', [
      organizationId,
    ]),
  );
  return row?.facts ?? 0;
}
