import { isClusterId, type ClusterId, type Verdict } from '@plimsoll/model';
import { countSubjects, subjects, type SubjectPosition } from '@plimsoll/posture';
import { Args, Context, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Cluster, clusterNode } from '../clusters/cluster.js';
import { clusterIdsOf } from '../clusters/cluster-id.js';
import type { ConnectionOf } from '../connections/connection.js';
import { pageOf, PageArgs } from '../connections/page.js';
import { Finding, FindingConnection } from '../findings/finding.js';
import { findingsPage } from '../findings/findings.resolver.js';
import type { Position } from '../ids/cursor.js';
import { ApiRequest } from '../request/api-request.js';
import { VerdictEnum } from '../schema/enums.js';
import { Permit } from '../schema/permit.js';
import { selectsBelow } from '../schema/selected.js';
import {
  judgementView,
  Subject,
  SubjectConnection,
  SubjectFilter,
  SubjectJudgement,
  subjectNode,
} from './subject.js';

@Resolver(() => Subject)
export class SubjectsResolver {
  @Permit('read')
  @Query(() => SubjectConnection, { description: 'Subjects of the organization by cluster and key.' })
  subjects(
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
    @Args('filter', { type: () => SubjectFilter, nullable: true, description: 'Which ones.' })
    filter?: SubjectFilter | null,
  ): Promise<ConnectionOf<Subject>> {
    return subjectsPage(request, page, filter ?? {});
  }

  @ResolveField(() => Cluster, { nullable: true, description: 'Where it is; null while that is deleted.' })
  async cluster(
    @Parent() subject: Subject,
    @Context('request') request: ApiRequest,
  ): Promise<Cluster | null> {
    const row = await request.cluster(subject.clusterId);
    return row === undefined ? null : clusterNode(row);
  }

  @ResolveField(() => SubjectJudgement, {
    nullable: true,
    description: 'Its verdicts as of now; null when it is gone or not judged yet.',
  })
  async judgement(
    @Parent() subject: Subject,
    @Context('request') request: ApiRequest,
    @Info() info: GraphQLResolveInfo,
    @Args('verdicts', { type: () => [VerdictEnum], nullable: true, description: 'Only these; default: all.' })
    verdicts?: readonly Verdict[] | null,
  ): Promise<SubjectJudgement | null> {
    const { clusterId, key } = subject;
    const evidence = ['evidence', 'reason'].some((field) => selectsBelow(info, 'verdicts', field));
    const detail = await request.subject({ clusterId, key, evidence });
    if (detail === undefined) return null;
    const view = judgementView(detail);
    if (!verdicts) return view;
    return { ...view, verdicts: view.verdicts.filter(({ verdict }) => verdicts.includes(verdict)) };
  }

  @ResolveField(() => FindingConnection, { description: 'Its open findings, worst first.' })
  findings(
    @Parent() subject: Subject,
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
  ): Promise<ConnectionOf<Finding>> {
    const filter = { subjects: [subject.id] };
    return findingsPage(request, { page, filter, cluster: subject.clusterId });
  }
}

export function subjectsPage(
  request: ApiRequest,
  page: PageArgs,
  filter: SubjectFilter,
  cluster?: ClusterId,
): Promise<ConnectionOf<Subject>> {
  const asked = clusterIdsOf(filter.clusters);
  const conditions = {
    clusters: cluster ? [cluster].filter((id) => asked?.includes(id) ?? true) : asked,
    kinds: filter.kinds ?? undefined,
    namespaces: filter.namespaces ?? undefined,
    names: filter.names ?? undefined,
  };
  return pageOf(request, page, {
    scope: { list: 'subjects', filter: conditions, order: null },
    load: (after, limit) =>
      request.read((tx) => subjects(tx, { filter: conditions, limit, after: position(after) })),
    positionOf: ({ clusterId, key }) => [clusterId, key],
    nodeOf: subjectNode,
    total: () => request.read((tx) => countSubjects(tx, conditions)),
  });
}

function position(after: Position | undefined): SubjectPosition | undefined {
  const [clusterId, key] = after ?? [];
  return typeof clusterId === 'string' && isClusterId(clusterId)
    ? { clusterId, key: String(key) }
    : undefined;
}
