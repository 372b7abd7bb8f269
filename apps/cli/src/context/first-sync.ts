import { SOURCE_IDS, sourceDefinition, type SourceId } from '@plimsoll/model';
import type { Api } from '../up/api.js';

/** One source of a live cluster, as `health` tells it. */
export interface SourceState {
  readonly source: string;
  readonly state: 'SYNCING' | 'COMPLETE' | 'NOT_COLLECTED';
  readonly confirmedAt: string | null;
  readonly reason: string | null;
}
export interface ClusterState {
  readonly health: {
    readonly connected: boolean;
    readonly evaluationPending: boolean;
    readonly sources: readonly SourceState[];
  };
}

/** How far the first reading of a cluster is. */
export interface FirstSync {
  readonly read: number;
  readonly total: number;
  /** Everything was read, or said why it cannot be, and what came was judged. */
  readonly done: boolean;
  /** Sources that somebody could make readable, each with the reason. */
  readonly missing: readonly string[];
}

/** What a cluster agent reads. */
export const CLUSTER_SOURCES: readonly SourceId[] = SOURCE_IDS.filter(
  (source) => sourceDefinition(source).role === 'cluster',
);

const VERSION: SourceId = 'cluster/version';
const SIGNS: ReadonlySet<string> = new Set<SourceId>(['kube/core/Node', 'kube/apps/DaemonSet']);

/** What is told of the cluster as a whole waits a minute for Nodes and DaemonSets that may not be read; nobody else does. */
const isBlind = (sources: readonly SourceState[]): boolean =>
  sources.some(({ source, state }) => SIGNS.has(source) && state === 'NOT_COLLECTED');

const QUERY = `query FirstSync($cluster: ID!) {
  cluster(id: $cluster) {
    health { connected evaluationPending sources { source state confirmedAt reason } }
  }
}`;

/** @param sinceMs what was confirmed before is of an earlier run */
export async function readFirstSync(api: Api, cluster: string, sinceMs: number): Promise<FirstSync> {
  const answer = await api.query<{ readonly cluster: ClusterState | null }>(QUERY, { cluster });
  return answer.cluster === null
    ? { read: 0, total: CLUSTER_SOURCES.length, done: false, missing: [] }
    : firstSync(answer.cluster, sinceMs);
}

export function firstSync({ health }: ClusterState, sinceMs: number): FirstSync {
  const settled = new Set(
    health.sources.filter((source) => isSettled(source, sinceMs)).map(({ source }) => source),
  );
  const wanted = CLUSTER_SOURCES.filter((source) => source !== VERSION || !isBlind(health.sources));
  const read = wanted.filter((source) => settled.has(source)).length;
  const whole = read === wanted.length;
  return {
    read,
    total: wanted.length,
    done: whole && health.connected && !health.evaluationPending,
    missing: health.sources.filter(isMissing).map(({ source, reason }) => `${source}: ${reason}`),
  };
}

function isSettled({ state, confirmedAt }: SourceState, sinceMs: number): boolean {
  if (state === 'NOT_COLLECTED') return true;
  return state === 'COMPLETE' && confirmedAt !== null && Date.parse(confirmedAt) >= sinceMs;
}

/** A kind that this API server does not have is nothing to mend. */
const isMissing = ({ state, reason }: SourceState): boolean =>
  state === 'NOT_COLLECTED' && !(reason ?? '').startsWith('not-served');
