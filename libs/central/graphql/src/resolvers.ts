import type { Type } from '@nestjs/common';
import { ChangesResolver } from './changes/changes.resolver.js';
import { ClusterConnection } from './clusters/cluster.js';
import { ClusterFieldsResolver } from './clusters/cluster-fields.resolver.js';
import { ClusterMutationsResolver } from './clusters/cluster-mutations.resolver.js';
import { ClustersResolver } from './clusters/clusters.resolver.js';
import { totalsOf } from './connections/connection.js';
import { ClusterNodeConnection } from './cluster-nodes/cluster-node.js';
import { ClusterNodesResolver, NodesOfClusterResolver } from './cluster-nodes/cluster-nodes.resolver.js';
import { NodeFactsResolver } from './cluster-nodes/node-facts.resolver.js';
import { ControlConnection } from './controls/control.js';
import { ControlsResolver } from './controls/controls.resolver.js';
import { FindingConnection } from './findings/finding.js';
import { FindingsResolver } from './findings/findings.resolver.js';
import { FrameworksResolver } from './frameworks/frameworks.resolver.js';
import { NodeResolver } from './node-by-id/node.resolver.js';
import { OrganizationResolver } from './organization/organization.resolver.js';
import { PostureResolver } from './posture/posture.resolver.js';
import { SubjectConnection } from './subjects/subject.js';
import { SubjectsResolver } from './subjects/subjects.resolver.js';
import { SubscriptionsResolver } from './subscriptions/subscriptions.resolver.js';
import { ApiTokensResolver } from './tokens/api-tokens.resolver.js';
import { EnrollmentTokensResolver } from './tokens/enrollment-tokens.resolver.js';
import { ViewerResolver } from './viewer/viewer.resolver.js';

/** Everything that answers a field of the schema. */
export const RESOLVERS: readonly Type<object>[] = [
  ViewerResolver,
  OrganizationResolver,
  ClustersResolver,
  ClusterFieldsResolver,
  ClusterMutationsResolver,
  PostureResolver,
  NodesOfClusterResolver,
  ClusterNodesResolver,
  NodeFactsResolver,
  FindingsResolver,
  SubjectsResolver,
  ControlsResolver,
  ChangesResolver,
  SubscriptionsResolver,
  FrameworksResolver,
  ApiTokensResolver,
  EnrollmentTokensResolver,
  NodeResolver,
  totalsOf(ClusterConnection),
  totalsOf(FindingConnection),
  totalsOf(SubjectConnection),
  totalsOf(ControlConnection),
  totalsOf(ClusterNodeConnection),
];
