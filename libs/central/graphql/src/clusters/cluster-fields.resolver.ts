import { loadClusterIdentity } from '@plimsoll/identity';
import { clusterHealth, improvements, type FindingOrder as Order, type Instant } from '@plimsoll/posture';
import { Args, Context, ID, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Command, commandView } from '../commands/command.js';
import { recentCommands } from '../commands/commands.repository.js';
import type { ConnectionOf } from '../connections/connection.js';
import { PageArgs, pageSize } from '../connections/page.js';
import { Finding, FindingConnection } from '../findings/finding.js';
import { FindingFilter, FindingOrder } from '../findings/finding-filter.js';
import { findingsPage } from '../findings/findings.resolver.js';
import { frameworkOf } from '../frameworks/framework.js';
import { figuresView, Posture, PostureFigures } from '../posture/posture.js';
import { postureIn } from '../posture/posture.resolver.js';
import { ApiRequest } from '../request/api-request.js';
import { DateTime } from '../schema/date-time.js';
import { Subject, SubjectConnection, SubjectFilter } from '../subjects/subject.js';
import { subjectsPage } from '../subjects/subjects.resolver.js';
import { Cluster } from './cluster.js';
import { ClusterHealth, healthView } from './cluster-health.js';
import { ClusterIdentity } from './cluster-identity.js';
import { Improvement, improvementView } from './improvement.js';

const AS_OF = { type: () => DateTime, nullable: true, description: 'As it was known then; default: now.' };

@Resolver(() => Cluster)
export class ClusterFieldsResolver {
  @ResolveField(() => Posture, {
    nullable: true,
    description: 'Its posture in one framework, with the state of each requirement.',
  })
  posture(
    @Parent() cluster: Cluster,
    @Context('request') request: ApiRequest,
    @Args('framework', { type: () => ID, description: 'Id or slug.' }) framework: string,
    @Args('namespace', { type: () => String, nullable: true, description: 'Default: the whole cluster.' })
    namespace?: string | null,
    @Args('asOf', AS_OF) asOf?: Instant | null,
  ): Promise<Posture | null> {
    return postureIn(request, { cluster: cluster.id, namespace: namespace ?? null }, framework, asOf);
  }

  @ResolveField(() => [PostureFigures], {
    description: 'Its posture in every framework that it was evaluated in, without requirements.',
  })
  async postures(
    @Parent() cluster: Cluster,
    @Context('request') request: ApiRequest,
    @Args('asOf', AS_OF) asOf?: Instant | null,
  ): Promise<readonly PostureFigures[]> {
    return (await request.figuresOf(cluster.clusterId, asOf ?? undefined)).map(figuresView);
  }

  @ResolveField(() => FindingConnection, { description: 'Its findings, worst first.' })
  findings(
    @Parent() { clusterId }: Cluster,
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
    @Args('filter', { type: () => FindingFilter, nullable: true, description: 'Default: open ones.' })
    filter?: FindingFilter | null,
    @Args('orderBy', { type: () => FindingOrder, defaultValue: 'worst', description: 'In which order.' })
    orderBy?: Order | null,
    @Args('asOf', AS_OF) asOf?: Instant | null,
  ): Promise<ConnectionOf<Finding>> {
    return findingsPage(request, { page, filter, orderBy, asOf, cluster: clusterId });
  }

  @ResolveField(() => SubjectConnection, { description: 'Its subjects by key.' })
  subjects(
    @Parent() { clusterId }: Cluster,
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
    @Args('filter', { type: () => SubjectFilter, nullable: true, description: 'Which ones.' })
    filter?: SubjectFilter | null,
  ): Promise<ConnectionOf<Subject>> {
    return subjectsPage(request, page, filter ?? {}, clusterId);
  }

  @ResolveField(() => ClusterHealth, { description: 'Whether its agent is there and its sources are fresh.' })
  async health(
    @Parent() { clusterId }: Cluster,
    @Context('request') request: ApiRequest,
  ): Promise<ClusterHealth> {
    return healthView(await request.read((tx) => clusterHealth(tx, clusterId, request.now)));
  }

  @ResolveField(() => ClusterIdentity, {
    nullable: true,
    description: 'By what it is known, and whether copies of that are in use; null before it enrolled.',
  })
  identity(
    @Parent() { clusterId }: Cluster,
    @Context('request') request: ApiRequest,
  ): Promise<ClusterIdentity | null> {
    return request.read((tx) => loadClusterIdentity(tx, clusterId, request.now));
  }

  @ResolveField(() => [Improvement], {
    description: 'The controls whose fixing raises its score in a framework most, best first.',
  })
  async improvements(
    @Parent() { clusterId }: Cluster,
    @Context('request') request: ApiRequest,
    @Args('framework', { type: () => ID, description: 'Id or slug.' }) framework: string,
    @Args('first', { type: () => Int, defaultValue: 3, description: 'How many, 1 to 100.' }) first: number,
  ): Promise<readonly Improvement[]> {
    const { catalog } = request.parts;
    const query = { clusterId, framework: frameworkOf(catalog, framework).id, now: request.now };
    const size = pageSize(first);
    const changes = await request.read((tx) => improvements(tx, catalog, query));
    return changes.slice(0, size).flatMap((change) => improvementView(catalog, change));
  }

  @ResolveField(() => [Command], { description: 'What it was asked to do last, newest first, at most 20.' })
  async commands(
    @Parent() { clusterId }: Cluster,
    @Context('request') request: ApiRequest,
  ): Promise<readonly Command[]> {
    return (await request.read((tx) => recentCommands(tx, clusterId))).map(commandView);
  }
}
