import { sourceDefinition } from '@plimsoll/model';
import type { ClusterId, SourceId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { freshnessOf } from '../freshness/partition-unit.js';
import type { FreshnessState, PartitionUnit } from '../freshness/partition-unit.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';
import { progressOf } from './reading-progress.js';
import type { ReadingProgress } from './reading-progress.js';
import { loadReadings } from './readings.repository.js';
import { loadCluster } from './clusters.repository.js';
import type { ClusterRow } from './clusters.repository.js';

export interface SourceHealth extends PartitionUnit, ReadingProgress {
  readonly freshness: FreshnessState;
  /** What the person reading should do; '' when nothing. */
  readonly nextStep: string;
}

export interface RejectedFact {
  readonly subjectKey: SubjectKey;
  readonly source: string;
  readonly partition: string;
  /** Code and detail. */
  readonly reason: string;
  readonly changedAt: Instant;
}

export interface EvaluationState {
  /** Facts, catalogue or dirty subjects wait for evaluation. */
  readonly pending: boolean;
  readonly generation: number;
  readonly coveredGeneration: number;
}

export interface ClusterHealth {
  readonly cluster: ClusterRow;
  readonly sources: readonly SourceHealth[];
  /** At most 1,000, in the order of their subjects. */
  readonly rejected: readonly RejectedFact[];
  readonly evaluation: EvaluationState;
}

/** By the partial index `facts_rejected`. */
export const REJECTED_FACTS = /* sql */ `
select subject_key as "subjectKey", source, partition, rejection as reason, ${millis('changed_at')} as "changedAt"
from facts where organization_id = $1 and cluster_id = $2 and rejection is not null
order by subject_key, source limit 1000`;

/** By the primary key of `directory`. */
export const EVALUATION_STATE = /* sql */ `
select generation > covered_generation or dirty as pending, generation::float8 as generation,
       covered_generation::float8 as "coveredGeneration"
from directory where organization_id = $1 and cluster_id = $2`;

/** Whether the agent is there, how fresh each source is, and what was refused. Throws POSTURE_CLUSTER_NOT_FOUND. */
export async function clusterHealth(
  tx: Transaction,
  clusterId: ClusterId,
  now: Instant,
): Promise<ClusterHealth> {
  const cluster = await loadCluster(tx, clusterId);
  const units = (await loadUnits(tx, [clusterId])).get(clusterId) ?? [];
  const readings = await loadReadings(tx, clusterId);
  const parameters = [tx.organizationId, clusterId];
  const rejected = await tx.query<RejectedFact>(REJECTED_FACTS, parameters);
  const [evaluation] = await tx.query<EvaluationState>(EVALUATION_STATE, parameters);
  return {
    cluster,
    sources: units.map((unit) => ({
      ...healthOf(unit, cluster.connected, now),
      ...progressOf(unit.state, readings.get(`${unit.source} ${unit.partition}`), now),
    })),
    rejected,
    evaluation: evaluation ?? { pending: false, generation: 0, coveredGeneration: 0 },
  };
}

function healthOf(
  unit: PartitionUnit,
  connected: boolean,
  now: Instant,
): Omit<SourceHealth, keyof ReadingProgress> {
  const freshness = freshnessOf(unit, now);
  return { ...unit, freshness, nextStep: nextStep(unit, freshness, connected) };
}

function nextStep(unit: PartitionUnit, freshness: FreshnessState, connected: boolean): string {
  if (freshness === 'fresh') return '';
  const agent = agentOf(unit.source, unit.partition);
  if (!connected) return `Start ${agent} and let it reach the centre.`;
  if (unit.state === 'not-collected') return `Give ${agent} what it lacks: ${unit.reason ?? 'see its log'}.`;
  if (unit.state === 'syncing') return `Wait for the first pass of ${agent}, or look at its log.`;
  return `Look at the log of ${agent}: it is connected but has not confirmed this source in time.`;
}

const agentOf = (source: SourceId, partition: string): string =>
  sourceDefinition(source).role === 'node' ? `the agent on node ${partition}` : 'the cluster agent';
