import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Testbed } from '@plimsoll/testbed';
import { benchErrors } from '../errors.js';
import { rounded, type Measured } from '../figure.js';
import { startLiveCentre, untilPosture, type LiveCentre } from '../live/live-centre.js';
import { startCluster } from '../live/live-cluster.js';
import { peakResidentMiB, residentMiB } from '../measure/process-status.js';
import type { Bench, Scenario } from '../scenario.js';

const SIZES = [
  { objects: 5_000, boundMiB: 150 },
  { objects: 50_000, boundMiB: 220 },
] as const;
const WITHIN_MS = 600_000;
/** After the sync: an idle process has given back what it does not need by then. */
const SETTLE_MS = 10_000;

export const clusterAgent: Scenario = {
  name: 'cluster-agent',
  meaning:
    'resident memory of the cluster agent after the sync of 5,000 and 50,000 objects / informers of the client library',
  run: async (bench) => {
    const live = await startLiveCentre(bench);
    try {
      const [small, large] = SIZES;
      return measured(await measure(bench, live, small.objects), await measure(bench, live, large.objects));
    } finally {
      await live.close();
    }
  },
};

interface Footprint {
  readonly facts: number;
  readonly agentMiB: number;
  readonly agentPeakMiB: number;
  readonly informersMiB: number;
}

async function measure({ progress }: Bench, live: LiveCentre, objects: number): Promise<Footprint> {
  const testbed = await startCluster(objects, progress);
  try {
    const agent = await live.startAgent(testbed.kubeconfig);
    const { facts } = await untilPosture(live.centre, agent, WITHIN_MS);
    await wait(SETTLE_MS);
    const agentMiB = residentMiB(agent.pid);
    const agentPeakMiB = peakResidentMiB(agent.pid);
    await agent.stop();
    progress(`${facts} facts: the agent has ${rounded(agentMiB)} MiB, at most ${rounded(agentPeakMiB)}`);
    return { facts, agentMiB, agentPeakMiB, informersMiB: await informers(testbed) };
  } finally {
    await testbed.stop();
  }
}

async function informers(testbed: Testbed): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'informers.js'), testbed.kubeconfig], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const told = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null)
      throw benchErrors.error('BENCH_PROGRAM_FAILED', `the informers ended with ${String(told[0])}`);
    await wait(SETTLE_MS);
    return residentMiB(child.pid);
  } finally {
    child.kill('SIGKILL');
  }
}

function measured(small: Footprint, large: Footprint): Measured {
  const [smallBound, largeBound] = SIZES.map(({ boundMiB }) => boundMiB);
  return {
    scenario: 'cluster-agent',
    value: small.agentMiB,
    unit: 'MiB',
    floor: small.informersMiB,
    target: { of: 'value', is: 'at most', bound: smallBound ?? 0 },
    alsoMet: large.agentMiB <= (largeBound ?? 0),
    extras: {
      facts: small.facts,
      peakMiB: rounded(small.agentPeakMiB),
      large: {
        facts: large.facts,
        agentMiB: rounded(large.agentMiB),
        target: `<= ${largeBound ?? 0} MiB`,
        peakMiB: rounded(large.agentPeakMiB),
        informersMiB: rounded(large.informersMiB),
      },
    },
  };
}
