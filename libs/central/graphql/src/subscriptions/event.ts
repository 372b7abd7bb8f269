import type { Instant } from '@plimsoll/posture';
import { Field, ObjectType } from '@nestjs/graphql';
import { Cluster } from '../clusters/cluster.js';
import { ClusterHealth } from '../clusters/cluster-health.js';
import { Finding } from '../findings/finding.js';
import { DateTime } from '../schema/date-time.js';

@ObjectType({ description: 'That posture changed. Ask the cluster for what it is now.' })
export class PostureEvent {
  @Field(() => String, { description: 'Go on after it with `after`, or with `changedSince`.' })
  readonly cursor!: string;

  @Field(() => DateTime, { description: 'Of the last of the changes that this event stands for.' })
  readonly changedAt!: Instant;

  @Field(() => [Cluster], { description: 'Those whose posture changed; without those that were deleted.' })
  readonly clusters!: readonly Cluster[];
}

@ObjectType({ description: 'Findings that changed, as they are now.' })
export class FindingsEvent {
  @Field(() => String, { description: 'Go on after it with `after`, or with `changedSince`.' })
  readonly cursor!: string;

  @Field(() => DateTime, { description: 'Of the last of the changes that this event stands for.' })
  readonly changedAt!: Instant;

  @Field(() => [Finding], { description: 'Each once, at most `first`; one that ended has `closedAt`.' })
  readonly nodes!: readonly Finding[];

  @Field(() => Boolean, { description: 'More findings have changed: the next event follows.' })
  readonly hasMore!: boolean;
}

@ObjectType({ description: 'How a cluster and its agent are.' })
export class ClusterHealthEvent {
  @Field(() => Cluster, { description: 'Of which cluster.' })
  readonly cluster!: Cluster;

  @Field(() => ClusterHealth, { description: 'As it is now.' })
  readonly health!: ClusterHealth;
}
