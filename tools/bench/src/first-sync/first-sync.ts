import type { Testbed } from '@plimsoll/testbed';
import { rounded, roundedSpread, type Measured } from '../figure.js';
import { startCluster } from '../live/live-cluster.js';
import { startLiveCentre, untilPosture, type LiveCentre } from '../live/live-centre.js';
import { timed } from '../measure/interleaved.js';
import { processorMs } from '../measure/process-status.js';
import { median, spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import { rawList } from './raw-list.js';

const OBJECTS = 10_000;
const RUNS = 3;
const WITHIN_MS = 120_000;

export const firstSync: Scenario = {
  name: 'first-sync',
  meaning: '10,000 objects of a real API server, from the start of the agent to posture / their raw list',
  run: async (bench) => {
    const testbed = await startCluster(OBJECTS, bench.progress);
    const live = await startLiveCentre(bench);
    try {
      return await measured(bench, testbed, live);
    } finally {
      await live.close();
      await testbed.stop();
    }
  },
};

async function measured({ progress }: Bench, testbed: Testbed, live: LiveCentre): Promise<Measured> {
  const raw = () => rawList(testbed.url, testbed.ca, testbed.adminToken);
  const { bytes } = await raw(); // and the watch cache is warm
  const [values, floors, agentMs, serverMs]: [number[], number[], number[], number[]] = [[], [], [], []];
  let facts = 0;
  for (let run = 0; run < RUNS; run += 1) {
    floors.push(await timed(raw));
    const before = processorMs(live.serverPid);
    const agent = await live.startAgent(testbed.kubeconfig);
    ({ facts } = await untilPosture(live.centre, agent, WITHIN_MS));
    values.push(performance.now() - agent.startedAt);
    agentMs.push(processorMs(agent.pid));
    serverMs.push(processorMs(live.serverPid) - before);
    await agent.stop();
    progress(
      `${facts} facts in ${Math.round(values.at(-1) ?? 0)} ms, raw list ${Math.round(floors.at(-1) ?? 0)} ms`,
    );
  }
  return {
    scenario: 'first-sync',
    value: spreadOf(values).median,
    unit: 'ms',
    floor: spreadOf(floors).median,
    target: { of: 'ratio', is: 'at most', bound: 3 },
    extras: {
      valueMs: roundedSpread(spreadOf(values)),
      floorMs: roundedSpread(spreadOf(floors)),
      processorMs: { agent: median(agentMs), server: median(serverMs) },
      facts,
      listMiB: rounded(bytes / 2 ** 20),
    },
  };
}
