import { clusterPosture, postureHistory, type Instant, type PostureScope as Scope } from '@plimsoll/posture';
import { Args, Context, Field, ID, InputType, Query, Resolver } from '@nestjs/graphql';
import { clusterIdOf } from '../clusters/cluster-id.js';
import { frameworkOf } from '../frameworks/framework.js';
import { ApiRequest } from '../request/api-request.js';
import { DateTime } from '../schema/date-time.js';
import { Permit } from '../schema/permit.js';
import { intervalView, Posture, PostureHistory, postureView } from './posture.js';

@InputType({ description: 'Of what posture is asked.' })
export class PostureScope {
  @Field(() => ID, { description: 'The cluster.' })
  readonly cluster!: string;

  @Field(() => String, { nullable: true, description: 'One namespace of it; absent: the whole cluster.' })
  readonly namespace?: string | null;
}

@Resolver()
export class PostureResolver {
  @Permit('read')
  @Query(() => Posture, {
    nullable: true,
    description:
      'Posture with the state of each requirement, now or as it was known at an instant; null for a cluster that is not there. An instant outside of the kept history is an error, never a zero.',
  })
  posture(
    @Context('request') request: ApiRequest,
    @Args('scope', { type: () => PostureScope, description: 'Of what.' }) scope: PostureScope,
    @Args('framework', { type: () => ID, description: 'In which framework.' }) framework: string,
    @Args('asOf', { type: () => DateTime, nullable: true, description: 'Default: now.' })
    asOf?: Instant | null,
  ): Promise<Posture | null> {
    return postureIn(request, scope, framework, asOf);
  }

  @Permit('read')
  @Query(() => PostureHistory, {
    nullable: true,
    description: 'How posture changed during a range; null for a cluster that is not there.',
  })
  async postureHistory(
    @Context('request') request: ApiRequest,
    @Args('scope', { type: () => PostureScope, description: 'Of what.' }) scope: PostureScope,
    @Args('framework', { type: () => ID, description: 'In which framework.' }) framework: string,
    @Args('from', { type: () => DateTime, description: 'Begin of the range.' }) from: Instant,
    @Args('to', { type: () => DateTime, nullable: true, description: 'Its end; default: now.' })
    to?: Instant | null,
  ): Promise<PostureHistory | null> {
    const { catalog } = request.parts;
    const found = await scopeOf(request, scope);
    if (found === undefined) return null;
    const query = { scope: found, from, to: to ?? request.now, now: request.now };
    const history = await request.read((tx) =>
      postureHistory(tx, catalog, { ...query, framework: frameworkOf(catalog, framework).id }),
    );
    return { ...history, intervals: history.points.map(intervalView) };
  }
}

/** Undefined for a cluster that the organization does not have. */
async function scopeOf(request: ApiRequest, scope: PostureScope): Promise<Scope | undefined> {
  const clusterId = clusterIdOf(scope.cluster);
  const cluster = clusterId && (await request.cluster(clusterId));
  return cluster && { clusterId: cluster.clusterId, namespace: scope.namespace ?? undefined };
}

export async function postureIn(
  request: ApiRequest,
  scope: PostureScope,
  framework: string,
  asOf: Instant | null | undefined,
): Promise<Posture | null> {
  const { catalog } = request.parts;
  const known = frameworkOf(catalog, framework);
  const found = await scopeOf(request, scope);
  if (found === undefined) return null;
  const query = { scope: found, framework: known.id, now: request.now, asOf: asOf ?? undefined };
  return postureView(await request.read((tx) => clusterPosture(tx, catalog, query)), known);
}
