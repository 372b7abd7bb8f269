import type { ClusterRow } from '@plimsoll/posture';
import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import type { ConnectionOf } from '../connections/connection.js';
import { pageOf, PageArgs } from '../connections/page.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { Cluster, ClusterConnection, clusterNode } from './cluster.js';
import {
  ClusterFilter,
  ClusterOrder,
  clusterPosition,
  clustersAfter,
  filterClusters,
} from './cluster-filter.js';
import { clusterIdOf } from './cluster-id.js';

@Resolver()
export class ClustersResolver {
  @Permit('read')
  @Query(() => ClusterConnection, { description: 'Clusters of the organization.' })
  async clusters(
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
    @Args('filter', { type: () => ClusterFilter, nullable: true, description: 'Default: active ones.' })
    filter?: ClusterFilter | null,
    @Args('orderBy', { type: () => ClusterOrder, defaultValue: 'NAME', description: 'In which order.' })
    orderBy?: ClusterOrder | null,
  ): Promise<ConnectionOf<Cluster>> {
    const order = orderBy ?? 'NAME';
    const found = filterClusters(await request.clusters(), filter ?? {});
    return pageOf<ClusterRow, Cluster>(request, page, {
      scope: { list: 'clusters', filter: filter ?? {}, order },
      load: (after, limit) => Promise.resolve(clustersAfter(found, order, after).slice(0, limit)),
      positionOf: (cluster) => clusterPosition(order, cluster),
      nodeOf: clusterNode,
      total: () => Promise.resolve({ count: found.length, exact: true }),
    });
  }

  @Permit('read')
  @Query(() => Cluster, { nullable: true, description: 'One cluster; null when there is none of this id.' })
  async cluster(
    @Context('request') request: ApiRequest,
    @Args('id', { type: () => ID, description: 'Its id or UUID.' }) id: string,
  ): Promise<Cluster | null> {
    const clusterId = clusterIdOf(id);
    const row = clusterId && (await request.cluster(clusterId));
    return row ? clusterNode(row) : null;
  }
}
