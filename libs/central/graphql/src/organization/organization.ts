import type {
  ClusterOverview as Overview,
  Instant,
  OrganizationOverview,
  Resolution,
} from '@plimsoll/posture';
import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { Cluster, clusterNode } from '../clusters/cluster.js';
import { figuresView, PostureFigures } from '../posture/posture.js';
import { DateTime } from '../schema/date-time.js';
import { ResolutionEnum } from '../schema/enums.js';

@ObjectType({ description: 'The score of the organization in one framework.' })
export class FrameworkScore {
  @Field(() => String, { description: 'Id of the framework.' })
  readonly framework!: string;

  @Field(() => Float, { nullable: true, description: 'Mean of the clusters that have a score; null: none.' })
  readonly score!: number | null;

  @Field(() => Int, { description: 'Clusters that have a score.' })
  readonly withScore!: number;

  @Field(() => Int, { description: 'Clusters that have none.' })
  readonly withoutScore!: number;
}

@ObjectType({ description: 'A cluster with its posture in every framework.' })
export class ClusterOverview {
  @Field(() => Cluster, { description: 'The cluster.' })
  readonly cluster!: Cluster;

  @Field(() => [PostureFigures], { description: 'One for each framework that it was evaluated in.' })
  readonly postures!: readonly PostureFigures[];
}

@ObjectType({ description: 'Every active cluster in every framework, at one instant.' })
export class Organization {
  @Field(() => String, { description: 'As it was named at the first start.' })
  readonly name!: string;

  @Field(() => DateTime, { description: 'The instant that the answer stands for.' })
  readonly asOf!: Instant;

  @Field(() => ResolutionEnum, { description: 'How exactly that instant is known.' })
  readonly resolution!: Resolution;

  @Field(() => String, { description: 'Version of the catalogue that this server judges with.' })
  readonly catalogVersion!: string;

  @Field(() => Int, { description: 'Active clusters.' })
  readonly clusterCount!: number;

  @Field(() => Int, { description: 'Active clusters whose agent is connected now.' })
  readonly connectedCount!: number;

  @Field(() => [FrameworkScore], { description: 'One for each framework.' })
  readonly scores!: readonly FrameworkScore[];

  @Field(() => [ClusterOverview], { description: 'By name.' })
  readonly clusters!: readonly ClusterOverview[];
}

export function organizationView(
  overview: OrganizationOverview,
  { name, catalogVersion }: { readonly name: string; readonly catalogVersion: string },
): Organization {
  return {
    name,
    catalogVersion,
    asOf: overview.at,
    resolution: overview.resolution,
    clusterCount: overview.clusters.length,
    connectedCount: overview.clusters.filter(({ cluster }) => cluster.connected).length,
    scores: overview.scores.map(({ without, ...score }) => ({ ...score, withoutScore: without })),
    clusters: overview.clusters.map(clusterOverview),
  };
}

const clusterOverview = ({ cluster, postures }: Overview): ClusterOverview => ({
  cluster: clusterNode(cluster),
  postures: postures.map(figuresView),
});
