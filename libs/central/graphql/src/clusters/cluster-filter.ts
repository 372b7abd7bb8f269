import type { ClusterRow } from '@plimsoll/posture';
import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import type { Position } from '../ids/cursor.js';
import { ClusterKindEnum, ClusterStateEnum } from '../schema/enums.js';
import { LabelInput } from './cluster.js';

@InputType({ description: 'All that are given must hold; a list holds when one of it does.' })
export class ClusterFilter {
  @Field(() => [ClusterKindEnum], { nullable: true, description: 'Of these kinds.' })
  readonly kinds?: readonly ClusterRow['kind'][] | null;

  @Field(() => [ClusterStateEnum], { nullable: true, description: 'In these states; default: active.' })
  readonly states?: readonly ClusterRow['state'][] | null;

  @Field(() => [LabelInput], { nullable: true, description: 'With every one of these labels.' })
  readonly labels?: readonly LabelInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whose agent is connected, or is not.' })
  readonly connected?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Whose name holds this text, in any case.' })
  readonly search?: string | null;
}

export const ClusterOrder = { NAME: 'NAME', NEWEST: 'NEWEST', LEAST_SEEN: 'LEAST_SEEN' } as const;
export type ClusterOrder = keyof typeof ClusterOrder;
registerEnumType(ClusterOrder, {
  name: 'ClusterOrder',
  description: 'In which order clusters are listed.',
  valuesMap: {
    NAME: { description: 'By name.' },
    NEWEST: { description: 'Enrolled last, first.' },
    LEAST_SEEN: { description: 'Silent longest, first.' },
  },
});

export function filterClusters(
  clusters: readonly ClusterRow[],
  { kinds, states, labels, connected, search }: ClusterFilter,
): readonly ClusterRow[] {
  const text = search?.toLowerCase();
  return clusters
    .filter((cluster) => kinds?.includes(cluster.kind) ?? true)
    .filter((cluster) => (states ?? ['active']).includes(cluster.state))
    .filter((cluster) => labels?.every(({ key, value }) => cluster.labels[key] === value) ?? true)
    .filter((cluster) => connected === undefined || connected === null || cluster.connected === connected)
    .filter((cluster) => text === undefined || cluster.name.toLowerCase().includes(text));
}

const KEYS: Readonly<Record<ClusterOrder, (cluster: ClusterRow) => string | number>> = {
  NAME: ({ name }) => name,
  NEWEST: ({ createdAt }) => -createdAt,
  LEAST_SEEN: ({ lastSeenAt }) => lastSeenAt ?? 0,
};

/** Where a cluster stands in an order. */
export const clusterPosition = (order: ClusterOrder, cluster: ClusterRow): Position => [
  KEYS[order](cluster),
  cluster.clusterId,
];

function compare(left: Position, right: Position): number {
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (other === undefined || value === other) continue;
    return value < other ? -1 : 1;
  }
  return 0;
}

/** The clusters after a position. Their number is small, so they are sorted in memory. */
export function clustersAfter(
  clusters: readonly ClusterRow[],
  order: ClusterOrder,
  after: Position | undefined,
): readonly ClusterRow[] {
  const placed = clusters.map((cluster) => ({ cluster, position: clusterPosition(order, cluster) }));
  return placed
    .filter(({ position }) => after === undefined || compare(position, after) > 0)
    .toSorted((left, right) => compare(left.position, right.position))
    .map(({ cluster }) => cluster);
}
