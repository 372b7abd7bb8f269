import {
  archiveCluster,
  deleteCluster,
  editClusterLabels,
  refreshCluster,
  renameCluster,
  revokeCluster,
} from '@plimsoll/identity';
import { isClusterId, type ClusterId } from '@plimsoll/model';
import { Args, Context, Field, ID, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { Command, commandView } from '../commands/command.js';
import { findCommand } from '../commands/commands.repository.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { outcomeOf, UserError } from '../schema/user-error.js';
import { Cluster, clusterNode, LabelInput } from './cluster.js';
import { clusterIdOf } from './cluster-id.js';
import { uniqueLabels } from './labels.js';

@ObjectType({ description: 'The cluster after the change, or why nothing was changed.' })
export class ClusterPayload {
  @Field(() => Cluster, { nullable: true, description: 'After the change; null when there was none.' })
  readonly cluster!: Cluster | null;

  @Field(() => [UserError], { description: 'Empty when it was done.' })
  readonly userErrors!: readonly UserError[];
}

@ObjectType({ description: 'Which cluster is being deleted, or why none is.' })
export class DeleteClusterPayload {
  @Field(() => ID, { nullable: true, description: 'Its id; null when nothing was done.' })
  readonly deletedClusterId!: string | null;

  @Field(() => [UserError], { description: 'Empty when it was done.' })
  readonly userErrors!: readonly UserError[];
}

@ObjectType({ description: 'The command, or why none was given.' })
export class RefreshClusterPayload {
  @Field(() => Command, { nullable: true, description: 'Read it again with `node(id)`.' })
  readonly command!: Command | null;

  @Field(() => [UserError], { description: 'Empty when it was done.' })
  readonly userErrors!: readonly UserError[];
}

const ID_ARGUMENT = { type: () => ID, description: 'Id or UUID of the cluster.' };
/** No cluster has it, so a text that is no id ends as one that is missing. */
const NIL = '00000000-0000-4000-8000-000000000000';

@Resolver()
export class ClusterMutationsResolver {
  @Permit('edit-clusters')
  @Mutation(() => ClusterPayload, { description: 'Replaces all labels of a cluster.' })
  editClusterLabels(
    @Context('request') request: ApiRequest,
    @Args('id', ID_ARGUMENT) id: string,
    @Args('labels', { type: () => [LabelInput], description: 'All labels that it shall have.' })
    labels: readonly LabelInput[],
  ): Promise<ClusterPayload> {
    return changed(request, id, (clusterId) =>
      editClusterLabels(request.parts.identity, request.principal, clusterId, uniqueLabels(labels)),
    );
  }

  @Permit('edit-clusters')
  @Mutation(() => ClusterPayload, { description: 'Gives a cluster another name.' })
  renameCluster(
    @Context('request') request: ApiRequest,
    @Args('id', ID_ARGUMENT) id: string,
    @Args('name', { type: () => String, description: '1 to 253 characters.' }) name: string,
  ): Promise<ClusterPayload> {
    return changed(request, id, (clusterId) =>
      renameCluster(request.parts.identity, request.principal, clusterId, name),
    );
  }

  @Permit('archive-clusters')
  @Mutation(() => ClusterPayload, {
    description: 'Keeps a cluster with its history and no longer judges it; its agent is refused.',
  })
  archiveCluster(
    @Context('request') request: ApiRequest,
    @Args('id', ID_ARGUMENT) id: string,
  ): Promise<ClusterPayload> {
    return changed(request, id, (clusterId) =>
      archiveCluster(request.parts.identity, request.principal, clusterId),
    );
  }

  @Permit('revoke-clusters')
  @Mutation(() => ClusterPayload, {
    description:
      'Takes the identity of its agent away: an open stream ends at once, and nothing of it streams or renews any more, until the cluster enrols again with a token for it.',
  })
  revokeCluster(
    @Context('request') request: ApiRequest,
    @Args('id', ID_ARGUMENT) id: string,
  ): Promise<ClusterPayload> {
    return changed(request, id, (clusterId) =>
      revokeCluster(request.parts.identity, request.principal, clusterId),
    );
  }

  @Permit('delete-clusters')
  @Mutation(() => DeleteClusterPayload, {
    description: 'Removes a cluster with all its data, its history too. Cannot be undone.',
  })
  deleteCluster(
    @Context('request') request: ApiRequest,
    @Args('id', ID_ARGUMENT) id: string,
  ): Promise<DeleteClusterPayload> {
    return outcomeOf<{ readonly deletedClusterId: string | null }>({ deletedClusterId: null }, async () => {
      await deleteCluster(request.parts.identity, request.principal, wanted(id));
      request.forgetClusters();
      return { deletedClusterId: id };
    });
  }

  @Permit('refresh-clusters')
  @Mutation(() => RefreshClusterPayload, {
    description: 'Asks the agent to collect everything now. While one waits, that one is returned.',
  })
  refreshCluster(
    @Context('request') request: ApiRequest,
    @Args('id', ID_ARGUMENT) id: string,
  ): Promise<RefreshClusterPayload> {
    return outcomeOf<{ readonly command: Command | null }>({ command: null }, async () => {
      const clusterId = wanted(id);
      const { commandId } = await refreshCluster(request.parts.identity, request.principal, clusterId);
      const row = await request.read((tx) => findCommand(tx, clusterId, commandId));
      return { command: row === undefined ? null : commandView(row) };
    });
  }
}

function wanted(id: string): ClusterId {
  const clusterId = clusterIdOf(id) ?? NIL;
  if (!isClusterId(clusterId)) throw new TypeError('the nil cluster id is not well-formed');
  return clusterId;
}

function changed(
  request: ApiRequest,
  id: string,
  work: (clusterId: ClusterId) => Promise<void>,
): Promise<ClusterPayload> {
  return outcomeOf<{ readonly cluster: Cluster | null }>({ cluster: null }, async () => {
    const clusterId = wanted(id);
    await work(clusterId);
    request.forgetClusters();
    const row = await request.cluster(clusterId);
    return { cluster: row === undefined ? null : clusterNode(row) };
  });
}
