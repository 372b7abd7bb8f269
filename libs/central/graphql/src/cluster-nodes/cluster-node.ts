import { subjectKey, type ClusterId, type SubjectKey } from '@plimsoll/model';
import type { SubjectSummary } from '@plimsoll/posture';
import { Field, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../connections/connection.js';
import { writeGlobalId } from '../ids/global-id.js';
import { Node } from '../node-by-id/node.js';

@ObjectType({ implements: () => [Node], description: 'A node of a cluster, or a host that stands alone.' })
export class ClusterNode extends Node {
  readonly __typename!: 'ClusterNode';
  readonly clusterId!: ClusterId;
  readonly key!: SubjectKey;

  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;
}

@ObjectType({ description: 'A page of nodes.' })
export class ClusterNodeConnection extends connectionOf(ClusterNode) {}

export function clusterNodeOf(clusterId: ClusterId, name: string): ClusterNode {
  return {
    __typename: 'ClusterNode',
    id: writeGlobalId({ type: 'ClusterNode', parts: [clusterId, name] }),
    clusterId,
    key: subjectKey({ group: '', kind: 'Node', namespace: '', name }),
    name,
  };
}

export const nodeOfSubject = ({ clusterId, name }: SubjectSummary): ClusterNode =>
  clusterNodeOf(clusterId, name);
