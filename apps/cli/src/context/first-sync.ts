import { SOURCE_IDS, sourceDefinition, type SourceId } from '@plimsoll/model';
import type { Api } from '../up/api.js';

/** One source of a live cluster, as `health` tells it. */
export interface SourceState {
  readonly source: string;
  readonly state: 'SYNCING' | 'COMPLETE' | 'NOT_COLLECTED';
  readonly confirmedAt: string | null;
  readonly reason: string | null;
  /** Objects, and how many there will be. */
  readonly read: number;
  readonly expected: number | null;
  /** Of a list that is on its way. */
  readonly secondsLeft: number | null;
}
export interface ClusterState {
  readonly health: {
    readonly connected: boolean;
    readonly evaluationPending: boolean;
    readonly sources: readonly SourceState[];
  };
}

/** Objects over all sources. */
export interface ObjectCount {
  readonly read: number;
  /** As far as it was told. */
  readonly expected: number;
  /** Until the longest list is read; null: not known, or nothing is being read. */
  readonly secondsLeft: number | null;
}

/** How far the first reading of a cluster is. */
export interface FirstSync {
  readonly read: number;
  readonly total: number;
  readonly objects: ObjectCount;
  /** Everything was read, or said why it cannot be, and what came was judged. */
  readonly done: boolean;
  /** Sources that somebody could make readable, each with the reason. */
  readonly missing: readonly string[];
}

/** What a cluster agent reads. */
export const CLUSTER_SOURCES: readonly SourceId[] = SOURCE_IDS.filter(
  (source) => sourceDefinition(source).role === 'cluster',
);

const QUERY = `query FirstSync($cluster: ID!) {
  cluster(id: $cluster) {
    health { connected evaluationPending sources { source state confirmedAt reason read expected secondsLeft } }
  }
}`;

/** @param sinceMs what was confirmed before is of an earlier run */
export async function readFirstSync(api: Api, cluster: string, sinceMs: number): Promise<FirstSync> {
  const answer = await api.query<{ readonly cluster: ClusterState | null }>(QUERY, { cluster });
  return answer.cluster === null
    ? { read: 0, total: CLUSTER_SOURCES.length, objects: NO_OBJECTS, done: false, missing: [] }
    : firstSync(answer.cluster, sinceMs);
}

export function firstSync({ health }: ClusterState, sinceMs: number): FirstSync {
  const settled = new Set(
    health.sources.filter((source) => isSettled(source, sinceMs)).map(({ source }) => source),
  );
  const read = CLUSTER_SOURCES.filter((source) => settled.has(source)).length;
  const whole = read === CLUSTER_SOURCES.length;
  return {
    read,
    total: CLUSTER_SOURCES.length,
    objects: objectsOf(health.sources),
    done: whole && health.connected && !health.evaluationPending,
    missing: health.sources.filter(isMissing).map(({ source, reason }) => `${source}: ${reason}`),
  };
}

const NO_OBJECTS: ObjectCount = { read: 0, expected: 0, secondsLeft: null };

function objectsOf(sources: readonly SourceState[]): ObjectCount {
  const known = sources.filter(({ source }) => CLUSTER_SOURCES.some((wanted) => wanted === source));
  const seconds = known.flatMap(({ secondsLeft }) => secondsLeft ?? []);
  return {
    read: sum(known.map(({ read }) => read)),
    expected: sum(known.map(({ read, expected }) => Math.max(read, expected ?? 0))),
    secondsLeft: seconds.length === 0 ? null : Math.max(...seconds),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function isSettled({ state, confirmedAt }: SourceState, sinceMs: number): boolean {
  if (state === 'NOT_COLLECTED') return true;
  return state === 'COMPLETE' && confirmedAt !== null && Date.parse(confirmedAt) >= sinceMs;
}

/** A kind that this API server does not have is nothing to mend. */
const isMissing = ({ state, reason }: SourceState): boolean =>
  state === 'NOT_COLLECTED' && !(reason ?? '').startsWith('not-served');
