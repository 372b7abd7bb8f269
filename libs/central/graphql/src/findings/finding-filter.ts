import type { ClusterId, Severity } from '@plimsoll/model';
import type { FindingFilter as Conditions, Instant, PostureCatalog } from '@plimsoll/posture';
import { Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { clusterIdsOf } from '../clusters/cluster-id.js';
import { frameworkOf } from '../frameworks/framework.js';
import { readGlobalId } from '../ids/global-id.js';
import { DateTime } from '../schema/date-time.js';
import { SeverityEnum } from '../schema/enums.js';

const FindingVerdict = { FAIL: 'fail', UNKNOWN: 'unknown' } as const;
registerEnumType(FindingVerdict, { name: 'FindingVerdict', description: 'What findings there are.' });

const FindingStatus = { OPEN: 'open', CLOSED: 'closed', ALL: 'all' } as const;
registerEnumType(FindingStatus, {
  name: 'FindingStatus',
  description: 'Whether findings are open at the instant that is asked for.',
});

export const FindingOrder = { WORST: 'worst', NEWEST: 'newest' } as const;
registerEnumType(FindingOrder, {
  name: 'FindingOrder',
  description: 'In which order findings are listed.',
  valuesMap: {
    WORST: { description: 'By severity, then newest.' },
    NEWEST: { description: 'By opening.' },
  },
});

@InputType({ description: 'All that are given must hold; a list holds when one of it does.' })
export class FindingFilter {
  @Field(() => [ID], { nullable: true, description: 'In these clusters.' })
  readonly clusters?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'In these namespaces; empty: cluster-scoped.' })
  readonly namespaces?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'On these subjects.' })
  readonly subjects?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of these controls, by id or slug.' })
  readonly controls?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: 'Of controls that this framework maps to.' })
  readonly framework?: string | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Of these severities.' })
  readonly severities?: readonly Severity[] | null;

  @Field(() => [FindingVerdict], { nullable: true, description: 'With these verdicts.' })
  readonly verdicts?: readonly ('fail' | 'unknown')[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Whose present interval opened at or after it.' })
  readonly openedSince?: Instant | null;

  @Field(() => FindingStatus, { nullable: true, description: 'Default: OPEN.' })
  readonly status?: 'open' | 'closed' | 'all' | null;
}

/** As posture wants it; within a cluster only where one is given. @throws POSTURE_FRAMEWORK_UNKNOWN */
export function findingConditions(
  catalog: PostureCatalog,
  filter: FindingFilter,
  cluster?: ClusterId,
): Conditions {
  const clusters = clusterIdsOf(filter.clusters);
  const asked = filter.subjects?.map(readGlobalId).filter((id) => id?.type === 'Subject');
  const keys = asked?.flatMap((id) => id?.parts.slice(1) ?? []);
  const within = asked && clusterIdsOf(asked.flatMap((id) => id?.parts.slice(0, 1) ?? []));
  return {
    clusters: intersection([cluster && [cluster], clusters, within]),
    subjects: keys,
    namespaces: filter.namespaces ?? undefined,
    controls: controlIds(catalog, filter.controls),
    framework: filter.framework ? frameworkOf(catalog, filter.framework).id : undefined,
    severities: filter.severities ?? undefined,
    verdicts: filter.verdicts ?? undefined,
    openedSince: filter.openedSince ?? undefined,
    status: filter.status ?? undefined,
  };
}

function intersection(
  lists: readonly (readonly ClusterId[] | undefined)[],
): readonly ClusterId[] | undefined {
  const given = lists.filter((list) => list !== undefined);
  const [first, ...others] = given;
  return first?.filter((id) => others.every((list) => list.includes(id)));
}

const controlIds = (
  catalog: PostureCatalog,
  ids: readonly string[] | null | undefined,
): Conditions['controls'] =>
  ids?.flatMap((id) => {
    const global = readGlobalId(id);
    const control = catalog.control(global?.type === 'Control' ? (global.parts[0] ?? '') : id);
    return control === undefined ? [] : [control.id];
  });
