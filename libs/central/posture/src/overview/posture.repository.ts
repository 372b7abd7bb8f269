import type { ClusterId, FrameworkId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import { FIGURE_COLUMNS } from './posture-row.js';
import type { FigureRow } from './posture-row.js';

/**
 * The row in force per (cluster, framework), each found by one probe of the primary key of `posture`, backwards. It
 * never touches findings or facts, so its cost is the number of clusters times frameworks.
 */
export const FIGURES_OF_CLUSTERS = /* sql */ `
select c.cluster_id, ${FIGURE_COLUMNS}
from unnest($2::uuid[]) c(cluster_id) cross join unnest($3::text[]) f(framework)
cross join lateral (
  select * from posture
  where organization_id = $1 and cluster_id = c.cluster_id and namespace = '' and framework = f.framework
    and opened_at <= $4::timestamptz
  order by opened_at desc limit 1
) p
where p.closed_at is null or p.closed_at > $4::timestamptz`;

export const loadFigures = (
  tx: Transaction,
  clusterIds: readonly ClusterId[],
  frameworks: readonly FrameworkId[],
  at: Instant,
): Promise<(FigureRow & { readonly cluster_id: ClusterId })[]> =>
  tx.query(FIGURES_OF_CLUSTERS, [tx.organizationId, clusterIds, frameworks, timestamp(at)]);

/** By the primary key of `posture`, backwards. */
export const POSTURE_AT = /* sql */ `
select ${FIGURE_COLUMNS}, p.requirements, p.closed_at is not null and p.closed_at <= $5::timestamptz as closed
from posture p
where p.organization_id = $1 and p.cluster_id = $2 and p.namespace = $3 and p.framework = $4
  and p.opened_at <= $5::timestamptz
order by p.opened_at desc limit 1`;

export type PostureRow = FigureRow & { readonly requirements: string; readonly closed: boolean };

/** The row in force at the instant; undefined when there was none. */
export async function loadPosture(
  tx: Transaction,
  scope: { readonly clusterId: ClusterId; readonly namespace: string },
  framework: FrameworkId,
  at: Instant,
): Promise<PostureRow | undefined> {
  const parameters = [tx.organizationId, scope.clusterId, scope.namespace, framework, timestamp(at)];
  const [row] = await tx.query<PostureRow>(POSTURE_AT, parameters);
  return row === undefined || row.closed ? undefined : row;
}
