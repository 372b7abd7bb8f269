import type { ClusterId } from '@plimsoll/model';
import {
  countFindings,
  findingById,
  findings,
  type FindingOrder as Order,
  type FindingPosition,
  type Instant,
} from '@plimsoll/posture';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Cluster, clusterNode } from '../clusters/cluster.js';
import type { ConnectionOf } from '../connections/connection.js';
import { pageOf, PageArgs } from '../connections/page.js';
import { Control, controlNode } from '../controls/control.js';
import type { Position } from '../ids/cursor.js';
import { ApiRequest } from '../request/api-request.js';
import { DateTime } from '../schema/date-time.js';
import { Permit } from '../schema/permit.js';
import { Subject, subjectIdentity } from '../subjects/subject.js';
import { Finding, FindingConnection, findingInterval, FindingInterval, findingNode } from './finding.js';
import { FindingFilter, findingConditions, FindingOrder } from './finding-filter.js';

@Resolver(() => Finding)
export class FindingsResolver {
  @Permit('read')
  @Query(() => FindingConnection, { description: 'Findings of the organization, worst first.' })
  findings(
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
    @Args('filter', { type: () => FindingFilter, nullable: true, description: 'Default: open ones.' })
    filter?: FindingFilter | null,
    @Args('orderBy', { type: () => FindingOrder, defaultValue: 'worst', description: 'In which order.' })
    orderBy?: Order | null,
    @Args('asOf', { type: () => DateTime, nullable: true, description: 'As they were; default: now.' })
    asOf?: Instant | null,
  ): Promise<ConnectionOf<Finding>> {
    return findingsPage(request, { page, filter, orderBy, asOf });
  }

  @ResolveField(() => Cluster, { nullable: true, description: 'Where it is; null while that is deleted.' })
  async cluster(
    @Parent() finding: Finding,
    @Context('request') request: ApiRequest,
  ): Promise<Cluster | null> {
    const row = await request.cluster(finding.clusterId);
    return row === undefined ? null : clusterNode(row);
  }

  @ResolveField(() => Control, { nullable: true, description: 'Null for one that this catalogue lacks.' })
  control(@Parent() finding: Finding, @Context('request') request: ApiRequest): Control | null {
    const control = request.parts.catalog.control(finding.controlId);
    return control === undefined ? null : controlNode(control);
  }

  @ResolveField(() => Subject, { description: 'What it is about.' })
  subject(@Parent() finding: Finding): Subject {
    return subjectIdentity(finding.clusterId, finding.subjectKey);
  }

  @ResolveField(() => [FindingInterval], { description: 'Its kept intervals, newest first, at most 100.' })
  async intervals(
    @Parent() finding: Finding,
    @Context('request') request: ApiRequest,
  ): Promise<readonly FindingInterval[]> {
    const { catalog } = request.parts;
    const found = await request.read((tx) => findingById(tx, catalog, finding.findingId, request.now));
    return found?.intervals.map(findingInterval) ?? [];
  }
}

export interface FindingsQuestion {
  readonly page: PageArgs;
  readonly filter?: FindingFilter | null | undefined;
  readonly orderBy?: Order | null | undefined;
  readonly asOf?: Instant | null | undefined;
  /** Within this cluster only. */
  readonly cluster?: ClusterId;
}

/** A page of findings; the instant is part of what its cursors are bound to. */
export function findingsPage(
  request: ApiRequest,
  { page, filter, orderBy, asOf, cluster }: FindingsQuestion,
): Promise<ConnectionOf<Finding>> {
  const { catalog } = request.parts;
  const conditions = findingConditions(catalog, filter ?? {}, cluster);
  const order = orderBy ?? 'worst';
  const query = { filter: conditions, now: request.now, asOf: asOf ?? undefined };
  return pageOf(request, page, {
    scope: { list: 'findings', filter: [conditions, asOf ?? null], order },
    load: (after, limit) =>
      request.read((tx) => findings(tx, catalog, { ...query, order, limit, after: position(after) })),
    positionOf: ({ position: at }) => [at.severity, at.openedAt, at.id],
    nodeOf: findingNode,
    total: () => request.read((tx) => countFindings(tx, catalog, query)),
  });
}

function position(after: Position | undefined): FindingPosition | undefined {
  if (after === undefined) return undefined;
  const [severity, openedAt, id] = after;
  return { severity: Number(severity), openedAt: String(openedAt), id: String(id) };
}
