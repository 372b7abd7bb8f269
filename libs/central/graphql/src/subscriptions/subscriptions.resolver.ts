import { loadClusterIdentity } from '@plimsoll/identity';
import { clusterHealth, type ChangePosition } from '@plimsoll/posture';
import { Args, Context, ID, Int, Resolver, Subscription } from '@nestjs/graphql';
import { writeFeedCursor } from '../changes/feed-cursor.js';
import { clusterNode } from '../clusters/cluster.js';
import { healthView } from '../clusters/cluster-health.js';
import { pageSize } from '../connections/page.js';
import { FindingFilter, findingConditions } from '../findings/finding-filter.js';
import { findingNode } from '../findings/finding.js';
import { PAGE_SIZE } from '../limits/limits.js';
import { PostureScope } from '../posture/posture.resolver.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { ClusterHealthEvent, FindingsEvent, PostureEvent } from './event.js';
import { eventStream, type Look } from './event-stream.js';
import { beginOf, changedClusters, changedFindings, namespaceMark } from './followed-changes.js';
import { PostureWakes } from './posture-wakes.js';
import { clusterOf, healthMark } from './subscribed-cluster.js';

const AFTER = {
  type: () => String,
  nullable: true,
  description: 'Begin after this cursor, of an event or of `changedSince`; default: now.',
};

type Stream<Name extends string, Event> = AsyncGenerator<Readonly<Record<Name, Event>>, undefined>;

/** What changes, as it changes. Each field starts a stream of its own; every event is authorized and read anew. */
@Resolver()
export class SubscriptionsResolver {
  constructor(private readonly wakes: PostureWakes) {}

  @Permit('read')
  @Subscription(() => PostureEvent, {
    description: 'Tells when posture changes: of every cluster, or of one, or of a namespace of it.',
  })
  async postureChanged(
    @Context('request') request: ApiRequest,
    @Args('scope', { type: () => PostureScope, nullable: true, description: 'Default: every cluster.' })
    scope?: PostureScope | null,
    @Args('after', AFTER) after?: string | null,
  ): Promise<Stream<'postureChanged', PostureEvent>> {
    const within = scope ? (await clusterOf(request, scope.cluster)).clusterId : undefined;
    const namespace = scope?.namespace ?? '';
    const marked = within !== undefined && namespace !== '';
    let position = await beginOf(request, after);
    let mark: string | undefined;
    if (marked && !after) mark = await request.read((tx) => namespaceMark(tx, within, namespace));
    const look = async (): Promise<Look<PostureEvent>> => {
      const followed = await request.read((tx) => changedClusters(tx, position, within));
      const { changedAt, more, found } = followed;
      ({ position } = followed);
      if (changedAt === undefined) return { event: undefined, more };
      if (marked) {
        const before = mark;
        mark = await request.read((tx) => namespaceMark(tx, within, namespace));
        if (mark === before) return { event: undefined, more };
      }
      const rows = await new ApiRequest(request.parts, request.principal).clusters();
      const clusters = rows.filter(({ clusterId }) => found.includes(clusterId)).map(clusterNode);
      return { event: { cursor: writeFeedCursor(request, position), changedAt, clusters }, more };
    };
    return this.stream(request, 'postureChanged', look);
  }

  @Permit('read')
  @Subscription(() => FindingsEvent, {
    description: 'Findings that open, end, or get another verdict or evidence, as they are when it is told.',
  })
  async findingsChanged(
    @Context('request') request: ApiRequest,
    @Args('filter', {
      type: () => FindingFilter,
      nullable: true,
      description: 'Which ones, as they are now; default: all, also those that ended.',
    })
    filter?: FindingFilter | null,
    @Args('after', AFTER) after?: string | null,
    @Args('first', {
      type: () => Int,
      defaultValue: PAGE_SIZE.default,
      description: 'How many in one event at most, 1 to 100.',
    })
    first?: number | null,
  ): Promise<Stream<'findingsChanged', FindingsEvent>> {
    const conditions = findingConditions(request.parts.catalog, filter ?? {});
    const size = pageSize(first);
    let position: ChangePosition = await beginOf(request, after);
    const look = async (): Promise<Look<FindingsEvent>> => {
      const query = { filter: conditions, now: request.parts.clock.now(), first: size };
      const followed = await request.read((tx) => changedFindings(tx, request, position, query));
      const { changedAt, more, found } = followed;
      ({ position } = followed);
      if (changedAt === undefined || found.length === 0) return { event: undefined, more };
      const cursor = writeFeedCursor(request, position);
      return { event: { cursor, changedAt, nodes: found.map(findingNode), hasMore: more }, more };
    };
    return this.stream(request, 'findingsChanged', look);
  }

  @Permit('read')
  @Subscription(() => ClusterHealthEvent, {
    description:
      'How a cluster is: at once, and each time its agent, its identity, its sources or its evaluation change.',
  })
  async clusterHealth(
    @Context('request') request: ApiRequest,
    @Args('cluster', { type: () => ID, description: 'Its id or UUID.' }) id: string,
  ): Promise<Stream<'clusterHealth', ClusterHealthEvent>> {
    const { clusterId } = await clusterOf(request, id);
    let mark: string | undefined;
    const look = async (): Promise<Look<ClusterHealthEvent>> => {
      const now = request.parts.clock.now();
      const health = await request.read((tx) => clusterHealth(tx, clusterId, now));
      const identity = await request.read((tx) => loadClusterIdentity(tx, clusterId, now));
      const before = mark;
      mark = healthMark(health, identity?.state);
      if (mark === before) return { event: undefined, more: false };
      return { event: { cluster: clusterNode(health.cluster), health: healthView(health) }, more: false };
    };
    return this.stream(request, 'clusterHealth', look, request.parts.sockets.pollMs);
  }

  private stream<Name extends string, Event>(
    { principal: { organizationId }, parts }: ApiRequest,
    name: Name,
    look: () => Promise<Look<Event>>,
    everyMs?: number,
  ): Stream<Name, Event> {
    return eventStream({
      begin: () => this.wakes.add(organizationId),
      end: (wake) => this.wakes.remove(organizationId, wake),
      look: async () => {
        const { event, more } = await look();
        return { event: event === undefined ? undefined : named(name, event), more };
      },
      gapMs: parts.sockets.gapMs,
      everyMs,
    });
  }
}

/** An event carries its value under the field's name. */
function named<Name extends string, Event>(name: Name, event: Event): Readonly<Record<Name, Event>> {
  const value: Partial<Record<Name, Event>> = {};
  value[name] = event;
  return value as Record<Name, Event>;
}
