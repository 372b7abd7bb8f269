import { join } from 'node:path';
import { runAgent, stateFileLink, type RunningAgent } from '@plimsoll/agent-runtime';
import { isPlimsollError } from '@plimsoll/errors';
import { enroll, readAgentState, writeAgentState } from '@plimsoll/link-client';
import { describeError, systemClock, type Logger } from '@plimsoll/runtime';
import { seeded } from '../random.js';
import { uid } from '../objects/metadata.js';
import { generatedSources } from '../sources/generated-sources.js';
import { DEMO_CLUSTERS, type DemoCluster } from './demo-clusters.js';

export interface DemoOptions {
  /** A folder of its own: one agent state a cluster. */
  readonly stateFolder: string;
  /** Needed the first time only: for clusters without a state. */
  readonly enrollment?: { readonly address: string; readonly caPin: string; readonly token: string };
  readonly version: string;
  readonly logger: Logger;
}

const isMissing = (error: unknown): boolean => isPlimsollError(error) && error.code === 'LINK_STATE_MISSING';

/** Enrols a cluster whose state is not there yet. @returns false when it may not: it was never enrolled, or is gone */
async function enrolled(cluster: DemoCluster, path: string, options: DemoOptions): Promise<boolean> {
  try {
    await readAgentState(path);
    return true;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  if (!options.enrollment) return false;
  const identity = { kind: 'kubernetes', uid: uid(seeded(cluster.seed)), name: cluster.name } as const;
  const state = await enroll({
    ...options.enrollment,
    cluster: identity,
    agentVersion: options.version,
    clock: systemClock,
    logger: options.logger,
  });
  await writeAgentState(path, state);
  return true;
}

async function runCluster(cluster: DemoCluster, options: DemoOptions): Promise<RunningAgent | undefined> {
  const statePath = join(options.stateFolder, `${cluster.name}.json`);
  if (!(await enrolled(cluster, statePath, options))) return undefined;
  const logger = options.logger.child({ cluster: cluster.name });
  const link = await stateFileLink({
    statePath,
    clock: systemClock,
    logger,
    random: Math.random,
    environment: process.env,
  });
  const agent = runAgent({
    sources: generatedSources(cluster),
    link,
    logger,
    clock: systemClock,
    agentVersion: options.version,
  });
  agent.ended.catch((error: unknown) => logger.info(describeError(error), 'this demo cluster is over'));
  return agent;
}

/** Streams the demo clusters through the real link until it is stopped. */
export async function runDemo(options: DemoOptions): Promise<{ readonly stop: () => Promise<void> }> {
  const agents = await Promise.all(DEMO_CLUSTERS.map((cluster) => runCluster(cluster, options)));
  return {
    stop: async () => void (await Promise.all(agents.flatMap((agent) => (agent ? [agent.stop()] : [])))),
  };
}
