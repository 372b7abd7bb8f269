import { listApiTokens, listEnrollmentTokens, may } from '@plimsoll/identity';
import { isClusterId } from '@plimsoll/model';
import { findingById } from '@plimsoll/posture';
import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { clusterNodeOf } from '../cluster-nodes/cluster-node.js';
import { clusterNode } from '../clusters/cluster.js';
import { commandView } from '../commands/command.js';
import { findCommand } from '../commands/commands.repository.js';
import { controlNode } from '../controls/control.js';
import { findingNode } from '../findings/finding.js';
import { frameworkNode } from '../frameworks/framework.js';
import { readGlobalId, type NodeType } from '../ids/global-id.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { subjectIdentity } from '../subjects/subject.js';
import { apiTokenNode, enrollmentTokenNode } from '../tokens/token.js';
import { Node, type Typed } from './node.js';

type Found = (Node & Typed) | null;
type Find = (request: ApiRequest, first: string, second: string) => Found | Promise<Found>;

@Resolver()
export class NodeResolver {
  @Permit('read')
  @Query(() => Node, {
    nullable: true,
    description: "Anything by its id. Another organization's, an unknown and a broken id all give null.",
  })
  async node(
    @Context('request') request: ApiRequest,
    @Args('id', { type: () => ID, description: 'Opaque.' }) id: string,
  ): Promise<Found> {
    const global = readGlobalId(id);
    if (global === undefined) return null;
    const [first = '', second = ''] = global.parts;
    return FINDERS[global.type](request, first, second);
  }
}

/** Every look-up is made within the organization of the caller: the store shows no other. */
const FINDERS: Readonly<Record<NodeType, Find>> = {
  Cluster: async (request, id) => {
    const row = isClusterId(id) ? await request.cluster(id) : undefined;
    return row === undefined ? null : clusterNode(row);
  },
  Control: ({ parts }, id) => {
    const control = parts.catalog.control(id);
    return control === undefined ? null : controlNode(control);
  },
  Framework: ({ parts: { catalog } }, id) => {
    const framework = catalog.frameworks.find((one) => one.id === id);
    return framework === undefined ? null : frameworkNode(framework, catalog);
  },
  Finding: async (request, id) => {
    const { catalog } = request.parts;
    const found = await request.read((tx) => findingById(tx, catalog, id, request.now));
    return found === undefined ? null : findingNode(found.finding);
  },
  Subject: async (request, clusterId, key) => {
    if (!isClusterId(clusterId)) return null;
    const known = await request.subject({ clusterId, key, evidence: false });
    return known === undefined ? null : subjectIdentity(clusterId, key);
  },
  ClusterNode: async (request, clusterId, name) => {
    if (!isClusterId(clusterId)) return null;
    const node = clusterNodeOf(clusterId, name);
    const known = await request.subject({ clusterId, key: node.key, evidence: false });
    return known === undefined ? null : node;
  },
  Command: async (request, clusterId, commandId) => {
    if (!isClusterId(clusterId) || !isUuid(commandId)) return null;
    const row = await request.read((tx) => findCommand(tx, clusterId, commandId));
    return row === undefined ? null : commandView(row);
  },
  ApiToken: async ({ parts, principal }, id) => {
    if (!may(principal, 'manage-api-tokens')) return null;
    const token = (await listApiTokens(parts.identity, principal)).find((one) => one.id === id);
    return token === undefined ? null : apiTokenNode(token);
  },
  EnrollmentToken: async ({ parts, principal }, id) => {
    if (!may(principal, 'manage-enrollment-tokens')) return null;
    const token = (await listEnrollmentTokens(parts.identity, principal)).find((one) => one.id === id);
    return token === undefined ? null : enrollmentTokenNode(token);
  },
};

/** Commands are named by UUIDs as clusters are. */
const isUuid = (id: string): boolean => isClusterId(id);
