import type { ClusterId } from '@plimsoll/model';
import type { ClusterRow, Instant } from '@plimsoll/posture';
import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../connections/connection.js';
import { Node } from '../node-by-id/node.js';
import { DateTime } from '../schema/date-time.js';
import { ClusterKindEnum, ClusterStateEnum } from '../schema/enums.js';
import { clusterGlobalId } from './cluster-id.js';

@ObjectType({ description: 'A label of a cluster.' })
export class Label {
  @Field(() => String, { description: 'Unique within the cluster.' })
  readonly key!: string;

  @Field(() => String, { description: 'May be empty.' })
  readonly value!: string;
}

@InputType({ description: 'A label.' })
export class LabelInput {
  @Field(() => String, { description: '1 to 63 characters.' })
  readonly key!: string;

  @Field(() => String, { description: 'At most 253 characters.' })
  readonly value!: string;
}

@ObjectType({
  implements: () => [Node],
  description: 'What is enrolled: a Kubernetes cluster, or a standalone host as a cluster of one node.',
})
export class Cluster extends Node {
  readonly __typename!: 'Cluster';
  readonly clusterId!: ClusterId;

  @Field(() => ID, { description: "The UUID that names it in its agent's certificate and in logs." })
  readonly uuid!: string;

  @Field(() => String, { description: 'As administrators call it.' })
  readonly name!: string;

  @Field(() => ClusterKindEnum, { description: 'What was enrolled.' })
  readonly kind!: ClusterRow['kind'];

  @Field(() => String, {
    description: 'UID of the namespace kube-system, or the id made when a host enrolled.',
  })
  readonly uid!: string;

  @Field(() => [Label], { description: 'Sorted by key.' })
  readonly labels!: readonly Label[];

  @Field(() => ClusterStateEnum, { description: 'Its lifecycle.' })
  readonly state!: ClusterRow['state'];

  @Field(() => DateTime, { description: 'When it enrolled first.' })
  readonly createdAt!: Instant;
}

@ObjectType({ description: 'A page of clusters.' })
export class ClusterConnection extends connectionOf(Cluster) {}

export function clusterNode(row: ClusterRow): Cluster {
  return {
    __typename: 'Cluster',
    id: clusterGlobalId(row.clusterId),
    clusterId: row.clusterId,
    uuid: row.clusterId,
    name: row.name,
    kind: row.kind,
    uid: row.uid,
    labels: labelList(row.labels),
    state: row.state,
    createdAt: row.createdAt,
  };
}

export const labelList = (labels: Readonly<Record<string, string>>): readonly Label[] =>
  Object.entries(labels)
    .map(([key, value]) => ({ key, value }))
    .toSorted((left, right) => (left.key < right.key ? -1 : 1));
