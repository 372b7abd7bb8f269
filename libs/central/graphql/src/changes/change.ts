import type { ClusterId } from '@plimsoll/model';
import type { Change as Entry, Instant, ShownFinding } from '@plimsoll/posture';
import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Finding, findingNode } from '../findings/finding.js';
import { DateTime } from '../schema/date-time.js';

export const ChangeKind = { FINDING: 'FINDING', POSTURE: 'POSTURE' } as const;
export type ChangeKind = keyof typeof ChangeKind;
registerEnumType(ChangeKind, {
  name: 'ChangeKind',
  description: 'What changed.',
  valuesMap: {
    FINDING: { description: 'A finding opened, closed, or has another verdict or evidence.' },
    POSTURE: { description: 'Posture of the cluster, or of namespaces of it.' },
  },
});

@ObjectType({ description: 'That something changed, with what it is now.' })
export class Change {
  readonly clusterId!: ClusterId;

  @Field(() => ChangeKind, { description: 'What changed.' })
  readonly kind!: ChangeKind;

  @Field(() => String, { description: 'Go on after this change with it.' })
  readonly cursor!: string;

  @Field(() => DateTime, {
    description: 'As history has it. Not the order of the feed, which is that of the commits.',
  })
  readonly changedAt!: Instant;

  @Field(() => Finding, {
    nullable: true,
    description:
      'As it is now; null for posture, and when its history is not kept or its cluster was deleted.',
  })
  readonly finding!: Finding | null;
}

@ObjectType({ description: 'Changes in the order of their commits: none is skipped, and none comes twice.' })
export class ChangeFeed {
  @Field(() => [Change], { description: 'At most `first`.' })
  readonly nodes!: readonly Change[];

  @Field(() => String, { description: 'For the next call; there is always one.' })
  readonly cursor!: string;

  @Field(() => Boolean, { description: 'There is more now: ask again at once.' })
  readonly hasMore!: boolean;
}

export function changeView(entry: Entry, cursor: string, finding: ShownFinding | undefined): Change {
  const { clusterId, changedAt } = entry;
  return {
    clusterId,
    kind: entry.finding === undefined ? 'POSTURE' : 'FINDING',
    cursor,
    changedAt,
    finding: finding === undefined ? null : findingNode(finding),
  };
}
