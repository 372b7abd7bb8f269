import { join } from 'node:path';
import { enroll, readAgentState, writeAgentState } from '@plimsoll/link-client';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { contextEnvironment } from '../context/context-choice.js';
import type { ContextCluster } from '../context/context-cluster.js';
import { cliErrors } from '../errors.js';
import { VERSION } from '../version.js';
import { enrollment } from './agents.js';
import type { Api } from './api.js';
import type { Administration, Ready } from './centre.js';
import { startChild, type Child } from './child.js';
import { exists, type Installation } from './installation.js';
import { programs } from './programs.js';

/** The agent of a live cluster. */
export interface ClusterAgent {
  readonly child: Child;
  readonly clusterId: string;
  /** For people: the context. */
  readonly name: string;
  /** What the centre heard of the cluster since then, milliseconds, is of this agent. */
  readonly sinceMs: number;
}

const MAX_NAME = 253;

/** Runs the agent of the cluster here, which is enrolled first where it is not yet. The cluster is only read. */
export async function startClusterAgent(
  installation: Installation,
  administration: Administration,
  ready: Ready,
  cluster: ContextCluster,
  api: Api,
): Promise<ClusterAgent> {
  // By its uid: two contexts of one cluster are one, and a context that leads elsewhere now is another.
  const statePath = join(installation.clusterStates, `${encodeURIComponent(cluster.uid)}.json`);
  if (!(await exists(statePath))) await enrollCluster(statePath, administration, ready, cluster);
  const { clusterId } = await readAgentState(statePath);
  await assertNotDeleted(api, clusterId, cluster.context, statePath);
  const name = 'cluster-agent';
  const sinceMs = systemClock.now();
  const child = startChild({
    name,
    program: programs().agent,
    logs: installation.logs,
    environment: { ...contextEnvironment(cluster), AGENT_STATE_FILE: statePath },
  });
  return { child, clusterId, name: cluster.context, sinceMs };
}

/** An identity outlives its cluster; its agent would be sent away. @throws CLUSTER_DELETED */
export async function assertNotDeleted(
  api: Pick<Api, 'query'>,
  clusterId: string,
  context: string,
  statePath: string,
): Promise<void> {
  const answer = await api.query<{ readonly cluster: { readonly state: string } | null }>(
    'query Known($id: ID!) { cluster(id: $id) { state } }',
    { id: clusterId },
  );
  if (answer.cluster !== null && answer.cluster.state !== 'DELETING') return;
  throw cliErrors.error(
    'CLUSTER_DELETED',
    `the cluster of context ${context} was deleted here; ${statePath} is what is left of it`,
    { details: { path: statePath } },
  );
}

async function enrollCluster(
  statePath: string,
  administration: Administration,
  ready: Ready,
  { context, uid }: ContextCluster,
): Promise<void> {
  const description = `context ${context}`.slice(0, MAX_NAME);
  const way = await enrollment(administration, ready, { description, maxUses: 1 });
  const state = await enroll({
    ...way,
    cluster: { kind: 'kubernetes', uid, name: context.slice(0, MAX_NAME) },
    agentVersion: VERSION,
    clock: systemClock,
    logger: silentLogger,
  });
  await writeAgentState(statePath, state);
}
