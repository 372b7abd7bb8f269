import { isSourceId, sourceDefinition, type SourceId } from '@plimsoll/model';
import { countSubjects, freshnessOf, subjects, type PartitionUnit, type StoredFact } from '@plimsoll/posture';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Cluster, clusterNode } from '../clusters/cluster.js';
import type { ConnectionOf } from '../connections/connection.js';
import { pageOf, PageArgs } from '../connections/page.js';
import { graphqlErrors } from '../errors.js';
import { ApiRequest } from '../request/api-request.js';
import { Subject, subjectIdentity } from '../subjects/subject.js';
import { ClusterNode, ClusterNodeConnection, nodeOfSubject } from './cluster-node.js';
import {
  BOOT_SOURCES,
  bootInventory,
  BootInventory,
  CPU_SOURCES,
  cpuInventory,
  CpuInventory,
  KERNEL_SOURCES,
  kernelInventory,
  KernelInventory,
  RUNTIME_SOURCES,
  runtimeInventory,
  RuntimeInventory,
  type NodeFactsBySource,
} from './inventory.js';
import { factsView, NodeFacts, NodeSource } from './node-facts.js';

async function factsOf(
  request: ApiRequest,
  { clusterId, key }: ClusterNode,
  sources: readonly SourceId[],
): Promise<NodeFactsBySource> {
  const found = await Promise.all(sources.map((source) => request.fact({ clusterId, key, source })));
  return new Map(
    found.filter((fact): fact is StoredFact => fact !== undefined).map((fact) => [fact.source, fact]),
  );
}

/** The units that say something of one node: its own partitions, and the watch over Nodes. */
const isOfNode =
  (name: string) =>
  ({ source, partition }: PartitionUnit): boolean =>
    source === 'kube/core/Node' || (sourceDefinition(source).partitioned === 'node' && partition === name);

@Resolver(() => ClusterNode)
export class ClusterNodesResolver {
  @ResolveField(() => Cluster, { nullable: true, description: 'Where it is; null while that is deleted.' })
  async cluster(
    @Parent() node: ClusterNode,
    @Context('request') request: ApiRequest,
  ): Promise<Cluster | null> {
    const row = await request.cluster(node.clusterId);
    return row === undefined ? null : clusterNode(row);
  }

  @ResolveField(() => Subject, { description: 'As posture sees it: verdicts and findings.' })
  subject(@Parent() { clusterId, key }: ClusterNode): Subject {
    return subjectIdentity(clusterId, key);
  }

  @ResolveField(() => [NodeSource], {
    description: 'Its sources by name. None but `kube/core/Node`: no agent runs on it.',
  })
  async sources(
    @Parent() { clusterId, name }: ClusterNode,
    @Context('request') request: ApiRequest,
  ): Promise<readonly NodeSource[]> {
    const units = await request.unitsOf(clusterId);
    return units.filter(isOfNode(name)).map((unit) => ({
      source: unit.source,
      freshness: freshnessOf(unit, request.now),
      confirmedAt: unit.confirmedAt,
      reason: unit.reason,
    }));
  }

  @ResolveField(() => NodeFacts, {
    nullable: true,
    description: 'What a source says of it at present; null when it says nothing.',
  })
  async facts(
    @Parent() { clusterId, key }: ClusterNode,
    @Context('request') request: ApiRequest,
    @Args('source', { type: () => String, description: 'For instance `host/sysctl`.' }) source: string,
  ): Promise<NodeFacts | null> {
    if (!isSourceId(source))
      throw graphqlErrors.error('GRAPHQL_SOURCE_UNKNOWN', `there is no source ${JSON.stringify(source)}`, {
        details: { argument: 'source' },
      });
    const fact = await request.fact({ clusterId, key, source });
    return fact === undefined ? null : factsView(fact);
  }

  @ResolveField(() => KernelInventory, { description: 'The running kernel.' })
  async kernel(
    @Parent() node: ClusterNode,
    @Context('request') request: ApiRequest,
  ): Promise<KernelInventory> {
    return kernelInventory(await factsOf(request, node, KERNEL_SOURCES));
  }

  @ResolveField(() => CpuInventory, { description: 'The processor and its flaws.' })
  async cpu(@Parent() node: ClusterNode, @Context('request') request: ApiRequest): Promise<CpuInventory> {
    return cpuInventory(await factsOf(request, node, CPU_SOURCES));
  }

  @ResolveField(() => BootInventory, { description: 'How it started.' })
  async boot(@Parent() node: ClusterNode, @Context('request') request: ApiRequest): Promise<BootInventory> {
    return bootInventory(await factsOf(request, node, BOOT_SOURCES));
  }

  @ResolveField(() => RuntimeInventory, { description: 'Its operating system and container runtime.' })
  async runtime(
    @Parent() node: ClusterNode,
    @Context('request') request: ApiRequest,
  ): Promise<RuntimeInventory> {
    return runtimeInventory(await factsOf(request, node, RUNTIME_SOURCES));
  }
}

@Resolver(() => Cluster)
export class NodesOfClusterResolver {
  @ResolveField(() => ClusterNodeConnection, { description: 'Its nodes by name.' })
  nodes(
    @Parent() { clusterId }: Cluster,
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
  ): Promise<ConnectionOf<ClusterNode>> {
    const filter = { clusters: [clusterId], kinds: ['Node'] };
    return pageOf(request, page, {
      scope: { list: 'nodes', filter, order: null },
      load: (after, limit) =>
        request.read((tx) =>
          subjects(tx, { filter, limit, after: after && { clusterId, key: String(after[0]) } }),
        ),
      positionOf: ({ key }) => [key],
      nodeOf: nodeOfSubject,
      total: () => request.read((tx) => countSubjects(tx, filter)),
    });
  }
}
