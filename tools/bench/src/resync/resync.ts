import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runAgent, stateFileLink, type RunningAgent } from '@plimsoll/agent-runtime';
import { ORDINARY, generatedSources } from '@plimsoll/fleet';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { startCentre, type BenchCentre } from '../centre/bench-centre.js';
import { startLink } from '../centre/bench-link.js';
import { benchErrors } from '../errors.js';
import { rounded, type Measured } from '../figure.js';
import type { Bench, Scenario } from '../scenario.js';
import { countingProxy, type CountingProxy, type Passed } from './counting-proxy.js';

const FACTS = 10_000;
const NODES = 20;
const CLUSTER = {
  seed: 31,
  objects: FACTS,
  nodes: NODES,
  nodesWithAgent: NODES,
  habits: ORDINARY,
  kubernetesVersion: '1.34.2',
  forbidden: [],
};

export const resync: Scenario = {
  name: 'resync',
  meaning:
    'bytes on the wire for an unchanged cluster of 10,000 facts whose agent restarts / its first full sync',
  run: async (bench) => {
    const centre = await startCentre(bench.folder);
    try {
      return await measureResync(bench, centre);
    } finally {
      await centre.close();
    }
  },
};

async function measureResync({ folder, progress }: Bench, centre: BenchCentre): Promise<Measured> {
  const link = await startLink(centre);
  const proxy = await countingProxy(link.streamPort);
  const file = join(folder, 'agent.json');
  await link.enrollCluster({ name: 'bench', file, streamAddress: `127.0.0.1:${proxy.port}` });
  try {
    const first = await startAgent(file);
    const facts = await untilComplete(centre);
    const full = proxy.take();
    progress(`first full sync of ${facts} facts: ${JSON.stringify(full)}`);
    const reconnect = await reconnected(centre, proxy);
    progress(`reconnected: ${JSON.stringify(reconnect)}`);
    await first.stop();
    proxy.take();
    const before = await streamNumber(centre);
    const restarted = await startAgent(file);
    await until(async () => (await streamNumber(centre)) > before);
    const restart = await untilQuiet(proxy);
    progress(`restarted: ${JSON.stringify(restart)}`);
    await restarted.stop();
    return measured(facts, full, restart, reconnect);
  } finally {
    await proxy.close();
    await link.close();
  }
}

async function startAgent(statePath: string): Promise<RunningAgent> {
  const shared = { logger: silentLogger, clock: systemClock };
  const link = await stateFileLink({ ...shared, statePath, random: Math.random, environment: {} });
  return runAgent({ ...shared, link, sources: generatedSources(CLUSTER), agentVersion: 'bench' });
}

/** The network breaks; the agent comes back by itself and the centre finds that nothing is to be said. */
async function reconnected(centre: BenchCentre, proxy: CountingProxy): Promise<Passed> {
  const before = await streamNumber(centre);
  proxy.take();
  proxy.cut();
  await until(async () => (await streamNumber(centre)) > before);
  return untilQuiet(proxy);
}

/** Everything that passes until nothing has passed for a while; both ends live in this process, so a pass that computes is no pause. */
async function untilQuiet(proxy: CountingProxy): Promise<Passed> {
  let all = NOTHING;
  for (let last = performance.now(); performance.now() - last < QUIET_MS; await wait(POLL_MS)) {
    const passed = proxy.take();
    if (sum(passed) === 0) continue;
    all = { toCentre: all.toCentre + passed.toCentre, toAgent: all.toAgent + passed.toAgent };
    last = performance.now();
  }
  return all;
}

const NOTHING: Passed = { toCentre: 0, toAgent: 0 };
const SETTLE_MS = 1_000;
/** Less than a heartbeat's distance. */
const QUIET_MS = 4_000;
const POLL_MS = 100;
const PATIENCE_MS = 180_000;

/** All units of the cluster have completed an epoch. @returns how many facts the centre has */
async function untilComplete({ store, organizationId }: BenchCentre): Promise<number> {
  let facts = 0;
  await until(async () => {
    const [row] = await store.transaction(organizationId, (tx) =>
      tx.query<{ facts: number; waiting: number }>(
        `select coalesce(sum(facts), 0)::int as facts,
           count(*) filter (where completed_at is null)::int as waiting
         from partitions where organization_id = $1`,
        [organizationId],
      ),
    );
    facts = row?.facts ?? 0;
    return facts >= FACTS && row?.waiting === 0;
  });
  await wait(SETTLE_MS);
  return facts;
}

async function streamNumber({ store, organizationId }: BenchCentre): Promise<number> {
  const [row] = await store.transaction(organizationId, (tx) =>
    tx.query<{ number: number }>(
      'select max(stream_number)::int as number from directory where organization_id = $1',
      [organizationId],
    ),
  );
  return row?.number ?? 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await wait(POLL_MS))
    if (await holds()) return;
  throw benchErrors.error('BENCH_STREAM_ENDED', `the cluster is not in sync after ${PATIENCE_MS} ms`);
}

const sum = ({ toCentre, toAgent }: Passed): number => toCentre + toAgent;

/** The restart counts: an agent that only lost its connection still knows its roots, and needs less. */
function measured(facts: number, full: Passed, restart: Passed, reconnect: Passed): Measured {
  return {
    scenario: 'resync',
    value: sum(restart),
    unit: 'bytes',
    floor: sum(full),
    target: { of: 'ratio', is: 'at most', bound: 0.01 },
    extras: {
      facts,
      fullSync: full,
      restart,
      reconnect: { ...reconnect, ratio: rounded(sum(reconnect) / sum(full)) },
    },
  };
}
