import type { ClusterKind } from '@plimsoll/engine';
import type { ClusterId, FrameworkId, RequirementState } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { loadCluster } from '../clusters/clusters.repository.js';
import { postureErrors } from '../errors.js';
import { loadUnitsAt } from '../freshness/outages.repository.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import { pointAt } from '../history/resolution.js';
import type { Point, Resolution } from '../history/resolution.js';
import { timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import { loadPosture } from './posture.repository.js';
import { computedFigures, figuresOf, readRequirements } from './posture-row.js';
import type { PostureFigures } from './posture-row.js';
import { computeAt, mayHaveChanged } from './refresh-figures.js';
import type { Asked } from './refresh-figures.js';

/** A cluster, or one of its namespaces ('' and absent: the whole cluster). */
export interface PostureScope {
  readonly clusterId: ClusterId;
  readonly namespace?: string | undefined;
}

export interface ClusterPosture extends PostureFigures {
  readonly clusterId: ClusterId;
  readonly namespace: string;
  readonly at: Instant;
  readonly resolution: Resolution;
  readonly requirements: readonly RequirementState[];
}

export interface PostureQuery {
  readonly scope: PostureScope;
  readonly framework: FrameworkId;
  readonly now: Instant;
  /** Default: now. */
  readonly asOf?: Instant | undefined;
}

/**
 * The posture of a cluster or namespace in one framework with the state of each requirement. At or after the row's
 * `validUntil` it is computed in memory and nothing is written. Throws POSTURE_CLUSTER_NOT_FOUND,
 * POSTURE_FRAMEWORK_UNKNOWN, POSTURE_BEFORE_CLUSTER, POSTURE_OUTSIDE_RETENTION, POSTURE_IN_FUTURE and, when nothing
 * was evaluated by then, POSTURE_NOT_EVALUATED; never a zero in place of what is not known.
 */
export async function clusterPosture(
  tx: Transaction,
  catalog: PostureCatalog,
  query: PostureQuery,
): Promise<ClusterPosture> {
  const { id: framework } = catalog.framework(query.framework);
  const point = pointAt(query.now, query.asOf);
  const { clusterId, namespace = '' } = query.scope;
  const { kind } = await loadCluster(tx, clusterId, point.at);
  const row = await loadPosture(tx, { clusterId, namespace }, framework, point.at);
  if (row === undefined) throw notEvaluated(point, clusterId, namespace);
  const base = { clusterId, namespace, ...point };
  const figures = figuresOf(row);
  const asked = { ...point, past: query.asOf !== undefined };
  if (mayHaveChanged(figures, asked)) {
    const wanted = { clusterId, kind, namespace, framework };
    const computed = await computedAnswer(tx, catalog, wanted, figures, asked);
    if (computed !== undefined) return { ...base, ...computed };
  }
  return { ...base, ...figures, requirements: readRequirements(row.requirements) };
}

type Answer = PostureFigures & { readonly requirements: readonly RequirementState[] };

async function computedAnswer(
  tx: Transaction,
  catalog: PostureCatalog,
  wanted: {
    readonly clusterId: ClusterId;
    readonly kind: ClusterKind;
    readonly namespace: string;
    readonly framework: FrameworkId;
  },
  row: PostureFigures,
  point: Asked,
): Promise<Answer | undefined> {
  const { clusterId, kind, namespace, framework } = wanted;
  const known = point.past ? await loadUnitsAt(tx, [clusterId], point.at) : await loadUnits(tx, [clusterId]);
  const units = known.get(clusterId) ?? [];
  const computed = await computeAt(tx, catalog, { clusterId, kind, units }, row, [framework], point);
  const found = computed?.postures.find((composed) => composed.namespace === namespace);
  if (computed === undefined || found === undefined) return undefined;
  const { freshness, validUntil } = computed.collection;
  const { kubernetesVersion } = row;
  const times = { openedAt: row.validUntil ?? point.at, validUntil, kubernetesVersion };
  return {
    ...computedFigures(framework, found.posture, freshness, times),
    requirements: found.posture.requirements,
  };
}

const notEvaluated = ({ at }: Point, clusterId: ClusterId, namespace: string): Error =>
  postureErrors.error(
    'POSTURE_NOT_EVALUATED',
    namespace === ''
      ? `cluster ${clusterId} had not been evaluated at ${timestamp(at)}`
      : `namespace ${namespace} had no posture in this framework at ${timestamp(at)}`,
  );
