import { changesSince, findingsByKey, presentPosition, type FindingKey } from '@plimsoll/posture';
import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Cluster, clusterNode } from '../clusters/cluster.js';
import { pageSize } from '../connections/page.js';
import { PAGE_SIZE } from '../limits/limits.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { Change, ChangeFeed, changeView } from './change.js';
import { readFeedCursor, writeFeedCursor } from './feed-cursor.js';

@Resolver(() => Change)
export class ChangesResolver {
  @Permit('read')
  @Query(() => ChangeFeed, {
    description:
      'What changed in findings and posture after a cursor. Without one: no changes, and the cursor of this moment; take it before you list, then follow.',
  })
  changedSince(
    @Context('request') request: ApiRequest,
    @Args('cursor', {
      type: () => String,
      nullable: true,
      description: 'Of an earlier answer, at most seven days old.',
    })
    cursor?: string | null,
    @Args('first', {
      type: () => Int,
      defaultValue: PAGE_SIZE.default,
      description: 'How many at most, 1 to 100.',
    })
    first?: number | null,
  ): Promise<ChangeFeed> {
    return cursor === undefined || cursor === null
      ? present(request)
      : page(request, cursor, pageSize(first));
  }

  @ResolveField(() => Cluster, { nullable: true, description: 'Where; null when it was deleted.' })
  async cluster(@Parent() change: Change, @Context('request') request: ApiRequest): Promise<Cluster | null> {
    const row = await request.cluster(change.clusterId);
    return row === undefined ? null : clusterNode(row);
  }
}

async function present(request: ApiRequest): Promise<ChangeFeed> {
  const position = await request.read(presentPosition);
  return { nodes: [], cursor: writeFeedCursor(request, position), hasMore: false };
}

async function page(request: ApiRequest, cursor: string, first: number): Promise<ChangeFeed> {
  const { parts, now } = request;
  const after = readFeedCursor(request, cursor);
  const { changes, position, hasMore } = await request.read((tx) => changesSince(tx, after, first));
  const keys = changes.flatMap(({ clusterId, finding: id }): FindingKey[] => (id ? [{ clusterId, id }] : []));
  const found = await request.read((tx) => findingsByKey(tx, parts.catalog, keys, { now }));
  const byId = new Map(found.map((finding) => [finding.id, finding]));
  return {
    nodes: changes.map((change) =>
      changeView(change, writeFeedCursor(request, change.position), byId.get(change.finding ?? '')),
    ),
    cursor: writeFeedCursor(request, position),
    hasMore,
  };
}
