import type { Control as CatalogControl } from '@plimsoll/engine';
import { SEVERITIES, type Severity } from '@plimsoll/model';
import {
  Args,
  Context,
  Field,
  ID,
  InputType,
  Int,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { clusterIdOf } from '../clusters/cluster-id.js';
import { pageOf, PageArgs } from '../connections/page.js';
import type { ConnectionOf } from '../connections/connection.js';
import { readGlobalId } from '../ids/global-id.js';
import { ApiRequest } from '../request/api-request.js';
import { SeverityEnum } from '../schema/enums.js';
import { Permit } from '../schema/permit.js';
import { Control, ControlConnection, controlNode, VerdictCount } from './control.js';

@InputType({ description: 'All that are given must hold; a list holds when one of it does.' })
export class ControlFilter {
  @Field(() => [SeverityEnum], { nullable: true, description: 'Of these severities.' })
  readonly severities?: readonly Severity[] | null;

  @Field(() => ID, { nullable: true, description: 'That a requirement of this framework maps to.' })
  readonly framework?: string | null;

  @Field(() => String, { nullable: true, description: 'Whose slug or title holds this text, in any case.' })
  readonly search?: string | null;
}

const NONE = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 };

@Resolver(() => Control)
export class ControlsResolver {
  @Permit('read')
  @Query(() => ControlConnection, { description: 'The catalogue of controls, worst first, then by slug.' })
  controls(
    @Context('request') request: ApiRequest,
    @Args() page: PageArgs,
    @Args('filter', { type: () => ControlFilter, nullable: true, description: 'Which ones.' })
    filter?: ControlFilter | null,
  ): Promise<ConnectionOf<Control>> {
    const all = filtered(request, filter ?? {});
    return pageOf(request, page, {
      scope: { list: 'controls', filter: filter ?? {}, order: 'WORST' },
      load: (after, limit) => {
        const [severity = -1, slug = ''] = after ?? [];
        const rest = all.filter(
          (one) => rank(one) > Number(severity) || (rank(one) === Number(severity) && one.id > String(slug)),
        );
        return Promise.resolve(rest.slice(0, limit));
      },
      positionOf: (control) => [rank(control), control.id],
      nodeOf: controlNode,
      total: () => Promise.resolve({ count: all.length, exact: true }),
    });
  }

  @Permit('read')
  @Query(() => Control, { nullable: true, description: 'One control; null for an id that no control has.' })
  control(
    @Context('request') request: ApiRequest,
    @Args('id', { type: () => ID, description: 'Its id, slug or a former slug.' })
    id: string,
  ): Control | null {
    const control = knownControl(request, id);
    return control === undefined ? null : controlNode(control);
  }

  @ResolveField(() => VerdictCount, {
    description: 'Subjects per verdict over the organization or one cluster, before staleness.',
  })
  async counts(
    @Parent() control: Control,
    @Context('request') request: ApiRequest,
    @Args('cluster', { type: () => ID, nullable: true, description: 'Of this cluster only.' })
    cluster?: string | null,
  ): Promise<VerdictCount> {
    const clusterId = cluster === undefined || cluster === null ? undefined : clusterIdOf(cluster);
    if (cluster && clusterId === undefined) return NONE;
    return (await request.controlTallies(clusterId)).get(control.slug)?.counts ?? NONE;
  }

  @ResolveField(() => Int, { description: 'Clusters with at least one subject of it.' })
  async clusterCount(@Parent() control: Control, @Context('request') request: ApiRequest): Promise<number> {
    return (await request.controlTallies()).get(control.slug)?.clusters ?? 0;
  }
}

const rank = (control: CatalogControl): number => SEVERITIES.indexOf(control.severity);

function filtered(
  { parts }: ApiRequest,
  { severities, framework, search }: ControlFilter,
): readonly CatalogControl[] {
  const mapped =
    framework === undefined || framework === null
      ? undefined
      : new Set(
          parts.catalog
            .framework(readGlobalId(framework)?.parts[0] ?? framework)
            .requirements.flatMap(({ controls }) => controls.map(({ control }) => control)),
        );
  const text = search?.toLowerCase();
  return parts.catalog.controls
    .filter((control) => severities?.includes(control.severity) ?? true)
    .filter((control) => mapped?.has(control.id) ?? true)
    .filter((one) => text === undefined || `${one.id}\n${one.title}`.toLowerCase().includes(text))
    .toSorted((left, right) => rank(left) - rank(right) || (left.id < right.id ? -1 : 1));
}

function knownControl({ parts }: ApiRequest, id: string): CatalogControl | undefined {
  const global = readGlobalId(id);
  const name = global?.type === 'Control' ? (global.parts[0] ?? '') : id;
  return parts.catalog.control(name) ?? parts.catalog.controls.find(({ aliases }) => aliases?.includes(name));
}
