import { organizationScore } from '@plimsoll/model';
import type { ClusterId, FrameworkId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { loadClusters } from '../clusters/clusters.repository.js';
import type { ClusterRow } from '../clusters/clusters.repository.js';
import { loadUnitsAt } from '../freshness/outages.repository.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import { pointAt } from '../history/resolution.js';
import type { Resolution } from '../history/resolution.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import { loadFigures } from './posture.repository.js';
import { computedFigures, figuresOf } from './posture-row.js';
import type { PostureFigures } from './posture-row.js';
import { computeAt, mayHaveChanged } from './refresh-figures.js';
import type { Asked } from './refresh-figures.js';

export interface ClusterOverview {
  readonly cluster: ClusterRow;
  /** In the order of the frameworks asked for; one that was never evaluated for this cluster is not here. */
  readonly postures: readonly PostureFigures[];
}

export interface OrganizationOverview {
  readonly at: Instant;
  readonly resolution: Resolution;
  /** In the order of their names; clusters that did not exist at the instant are left out. */
  readonly clusters: readonly ClusterOverview[];
  /** Per framework: the mean of the clusters that have a score, and how many have none. */
  readonly scores: readonly ({ readonly framework: FrameworkId } & ReturnType<typeof organizationScore>)[];
}

export interface OverviewQuery {
  readonly now: Instant;
  /** Default: now. */
  readonly asOf?: Instant | undefined;
  /** Default: all. */
  readonly frameworks?: readonly FrameworkId[] | undefined;
  /** Default: all that are active. Those that are named may be archived. */
  readonly clusters?: readonly ClusterId[] | undefined;
}

/** Every active cluster in every framework. Reads clusters, posture and partitions; never findings, never facts. */
export async function organizationOverview(
  tx: Transaction,
  catalog: PostureCatalog,
  query: OverviewQuery,
): Promise<OrganizationOverview> {
  const point = pointAt(query.now, query.asOf);
  const frameworks = (query.frameworks ?? catalog.frameworks.map(({ id }) => id)).map(
    (id) => catalog.framework(id).id,
  );
  const clusters = (await loadClusters(tx)).filter(
    ({ clusterId, createdAt, state }) =>
      createdAt <= point.at && (query.clusters?.includes(clusterId) ?? state === 'active'),
  );
  const figures = await figuresPerCluster(
    tx,
    clusters.map(({ clusterId }) => clusterId),
    frameworks,
    point.at,
  );
  const past = query.asOf !== undefined;
  const kinds = new Map(clusters.map(({ clusterId, kind }) => [clusterId, kind]));
  await refresh(tx, catalog, { figures, kinds }, frameworks, { ...point, past });
  const overviews = clusters.map((cluster) => ({
    cluster,
    postures: ordered(figures.get(cluster.clusterId) ?? [], frameworks),
  }));
  return {
    ...point,
    clusters: overviews,
    scores: frameworks.map((framework) => scoreIn(framework, overviews)),
  };
}

type Figures = Map<ClusterId, readonly PostureFigures[]>;

async function figuresPerCluster(
  tx: Transaction,
  clusterIds: readonly ClusterId[],
  frameworks: readonly FrameworkId[],
  at: Instant,
): Promise<Figures> {
  const figures: Figures = new Map();
  for (const row of await loadFigures(tx, clusterIds, frameworks, at)) {
    figures.set(row.cluster_id, [...(figures.get(row.cluster_id) ?? []), figuresOf(row)]);
  }
  return figures;
}

/** Replaces the figures of clusters that time alone has changed. */
async function refresh(
  tx: Transaction,
  catalog: PostureCatalog,
  {
    figures,
    kinds,
  }: { readonly figures: Figures; readonly kinds: ReadonlyMap<ClusterId, ClusterRow['kind']> },
  frameworks: readonly FrameworkId[],
  point: Asked,
): Promise<void> {
  const suspect = [...figures].filter(([, rows]) => rows.some((row) => mayHaveChanged(row, point)));
  const ids = suspect.map(([clusterId]) => clusterId);
  const units = point.past ? await loadUnitsAt(tx, ids, point.at) : await loadUnits(tx, ids);
  for (const [clusterId, rows] of suspect) {
    const [first] = rows;
    if (first === undefined) continue;
    const cluster = {
      clusterId,
      kind: kinds.get(clusterId) ?? 'kubernetes',
      units: units.get(clusterId) ?? [],
    };
    const computed = await computeAt(tx, catalog, cluster, first, frameworks, point);
    if (computed === undefined) continue;
    const { freshness, validUntil } = computed.collection;
    const { kubernetesVersion } = first;
    const times = { openedAt: first.validUntil ?? point.at, validUntil, kubernetesVersion };
    const whole = computed.postures.filter(({ namespace }) => namespace === '');
    figures.set(
      clusterId,
      whole.map(({ framework, posture }) => computedFigures(framework, posture, freshness, times)),
    );
  }
}

const ordered = (
  rows: readonly PostureFigures[],
  frameworks: readonly FrameworkId[],
): readonly PostureFigures[] =>
  frameworks.flatMap((framework) => rows.filter((row) => row.framework === framework));

function scoreIn(
  framework: FrameworkId,
  clusters: readonly ClusterOverview[],
): OrganizationOverview['scores'][number] {
  const scores = clusters.map(
    ({ postures }) => postures.find((row) => row.framework === framework)?.score ?? null,
  );
  return { framework, ...organizationScore(scores) };
}
