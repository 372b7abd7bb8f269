import type { ClusterId } from '@plimsoll/model';
import {
  changesSince,
  findingsByKey,
  presentPosition,
  type Change,
  type ChangePosition,
  type FindingKey,
  type Instant,
  type ShownFinding,
} from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { readFeedCursor } from '../changes/feed-cursor.js';
import type { ApiRequest } from '../request/api-request.js';

/** Changes that one look goes over. */
const LOOKED_AT = 1_000;

export const beginOf = (request: ApiRequest, after: string | null | undefined): Promise<ChangePosition> =>
  after === undefined || after === null
    ? request.read(presentPosition)
    : Promise.resolve(readFeedCursor(request, after));

export interface Followed<Found> {
  readonly position: ChangePosition;
  /** Of the last change that counted. */
  readonly changedAt: Instant | undefined;
  readonly found: Found;
  readonly more: boolean;
}

/** The clusters whose posture changed after the position. */
export async function changedClusters(
  tx: Transaction,
  after: ChangePosition,
  within: ClusterId | undefined,
): Promise<Followed<readonly ClusterId[]>> {
  const { changes, position, hasMore } = await changesSince(tx, after, LOOKED_AT);
  const counting = changes.filter(
    ({ finding, clusterId }) => finding === undefined && (within ?? clusterId) === clusterId,
  );
  const found = [...new Set(counting.map(({ clusterId }) => clusterId))];
  return { position, changedAt: counting.at(-1)?.changedAt, found, more: hasMore };
}

type FindingQuery = Parameters<typeof findingsByKey>[3];

/** The findings that changed after the position, each once, at most `first`, as they are now. */
export async function changedFindings(
  tx: Transaction,
  request: ApiRequest,
  after: ChangePosition,
  { first, ...query }: FindingQuery & { readonly first: number },
): Promise<Followed<readonly ShownFinding[]>> {
  const { changes, position, hasMore } = await changesSince(tx, after, LOOKED_AT);
  const keys = new Map<string, FindingKey>();
  let [reached, changedAt, full]: [ChangePosition, Instant | undefined, boolean] = [after, undefined, false];
  for (const change of changes) {
    const key = keyOf(change, query.filter?.clusters);
    full = key !== undefined && !keys.has(key.id) && keys.size === first;
    if (full) break;
    if (key !== undefined) {
      keys.set(key.id, key);
      ({ changedAt } = change);
    }
    reached = change.position;
  }
  const found = await findingsByKey(tx, request.parts.catalog, [...keys.values()], query);
  return { position: full ? reached : position, changedAt, found, more: full || hasMore };
}

function keyOf(
  { clusterId, finding: id }: Change,
  clusters: readonly ClusterId[] | undefined,
): FindingKey | undefined {
  return id !== undefined && (clusters?.includes(clusterId) ?? true) ? { clusterId, id } : undefined;
}

/** By the partial index `posture_open`. */
const NAMESPACE_MARK = /* sql */ `
select coalesce(string_agg(framework || opened_at::text, ' ' order by framework), '') as mark
from posture where organization_id = $1 and cluster_id = $2 and namespace = $3 and closed_at is null`;

/** Changes whenever posture of the namespace does, in any framework. */
export async function namespaceMark(
  tx: Transaction,
  clusterId: ClusterId,
  namespace: string,
): Promise<string> {
  const [row] = await tx.query<{ mark: string }>(NAMESPACE_MARK, [tx.organizationId, clusterId, namespace]);
  return row?.mark ?? '';
}
