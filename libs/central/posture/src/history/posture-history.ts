import type { FrameworkId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { loadCluster } from '../clusters/clusters.repository.js';
import { postureErrors } from '../errors.js';
import { millis, timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import { FIGURE_COLUMNS, figuresOf } from '../overview/posture-row.js';
import type { FigureRow, PostureFigures } from '../overview/posture-row.js';
import type { PostureScope } from '../overview/cluster-posture.js';
import type { PostureCatalog } from '../posture-catalog.js';
import { pointAt } from './resolution.js';
import type { Resolution } from './resolution.js';

/** Posture during one interval; `closedAt` null: still in force. */
export type HistoryPoint = PostureFigures & { readonly closedAt: Instant | null };

export interface PostureHistory {
  readonly from: Instant;
  readonly to: Instant;
  /** Of the oldest part of the range: how exactly it is known. */
  readonly resolution: Resolution;
  readonly points: readonly HistoryPoint[];
}

const MOST_POINTS = 5_000;

/** By the primary key of `posture`: one cluster, namespace and framework. */
export const POSTURE_HISTORY = /* sql */ `
select ${FIGURE_COLUMNS}, ${millis('p.closed_at')} as closed_at from posture p
where p.organization_id = $1 and p.cluster_id = $2 and p.namespace = $3 and p.framework = $4
  and p.opened_at < $6::timestamptz and (p.closed_at is null or p.closed_at > $5::timestamptz)
order by p.opened_at limit ${MOST_POINTS + 1}`;

/**
 * The intervals that overlap [from, to), oldest first. Throws POSTURE_RANGE_INVALID for an empty range or one of more
 * than 5,000 intervals, and as `clusterPosture` for its start.
 */
export async function postureHistory(
  tx: Transaction,
  catalog: PostureCatalog,
  query: {
    readonly scope: PostureScope;
    readonly framework: FrameworkId;
    readonly from: Instant;
    readonly to: Instant;
    readonly now: Instant;
  },
): Promise<PostureHistory> {
  const { id: framework } = catalog.framework(query.framework);
  if (query.from >= query.to) throw rangeError('its start does not lie before its end');
  const { at: from, resolution } = pointAt(query.now, query.from);
  const { clusterId, namespace = '' } = query.scope;
  await loadCluster(tx, clusterId, query.to);
  const parameters = [
    tx.organizationId,
    clusterId,
    namespace,
    framework,
    timestamp(from),
    timestamp(query.to),
  ];
  const rows = await tx.query<FigureRow & { readonly closed_at: Instant | null }>(
    POSTURE_HISTORY,
    parameters,
  );
  if (rows.length > MOST_POINTS) throw rangeError(`it holds more than ${MOST_POINTS} changes`);
  const points = rows.map((row) => ({ ...figuresOf(row), closedAt: row.closed_at }));
  return { from, to: query.to, resolution, points };
}

const rangeError = (reason: string): Error =>
  postureErrors.error('POSTURE_RANGE_INVALID', `the range cannot be answered: ${reason}`);
