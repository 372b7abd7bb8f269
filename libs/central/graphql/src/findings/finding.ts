import type { ClusterId, Severity } from '@plimsoll/model';
import type { Finding as Interval, Instant, ShownFinding } from '@plimsoll/posture';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../connections/connection.js';
import { writeGlobalId } from '../ids/global-id.js';
import { Node } from '../node-by-id/node.js';
import { DateTime } from '../schema/date-time.js';
import { CauseEnum, SeverityEnum, VerdictEnum } from '../schema/enums.js';
import { Evidence } from './evidence.js';

@ObjectType({ description: 'One interval of a finding.' })
export class FindingInterval {
  @Field(() => VerdictEnum, { description: '`FAIL` or `UNKNOWN`.' })
  readonly verdict!: 'fail' | 'unknown';

  @Field(() => String, { description: 'Of an unknown: why; empty for a failure.' })
  readonly reason!: string;

  @Field(() => String, { description: 'More of the reason; may be empty.' })
  readonly detail!: string;

  @Field(() => [Evidence], { description: 'What was observed.' })
  readonly evidence!: readonly Evidence[];

  @Field(() => DateTime, { description: 'When it became so.' })
  readonly openedAt!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null: it is open.' })
  readonly closedAt!: Instant | null;

  @Field(() => CauseEnum, { description: 'What opened it.' })
  readonly cause!: string;
}

@ObjectType({
  implements: () => [Node],
  description: 'A failure, or an unknown on a known subject, with its evidence. Its id is permanent.',
})
export class Finding extends Node {
  readonly __typename!: 'Finding';
  readonly clusterId!: ClusterId;
  readonly subjectKey!: string;
  readonly controlId!: string;
  readonly findingId!: string;

  @Field(() => SeverityEnum, { description: 'Of its control.' })
  readonly severity!: Severity;

  @Field(() => VerdictEnum, { description: '`FAIL` or `UNKNOWN`.' })
  readonly verdict!: 'fail' | 'unknown';

  @Field(() => String, { description: 'Of an unknown: why; empty for a failure.' })
  readonly reason!: string;

  @Field(() => String, { description: 'More of the reason; may be empty.' })
  readonly detail!: string;

  @Field(() => String, { description: 'Empty for a cluster-scoped subject.' })
  readonly namespace!: string;

  @Field(() => [Evidence], { description: 'What was observed, and what was wanted.' })
  readonly evidence!: readonly Evidence[];

  @Field(() => DateTime, { description: 'When its present verdict or evidence began.' })
  readonly openedAt!: Instant;

  @Field(() => DateTime, { description: 'When it was found first, through all its intervals.' })
  readonly firstOpenedAt!: Instant;

  @Field(() => DateTime, {
    description: 'When it was last known to be so: what it rests on was confirmed then, or it ended.',
  })
  readonly lastSeenAt!: Instant;

  @Field(() => Int, { description: 'Seconds from `firstOpenedAt` to its end, or to now.' })
  readonly ageSeconds!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null: it is open.' })
  readonly closedAt!: Instant | null;

  @Field(() => Boolean, {
    description: 'What it rests on was not confirmed in time, so that posture counts it as unknown.',
  })
  readonly stale!: boolean;

  @Field(() => CauseEnum, { description: 'What opened it.' })
  readonly cause!: string;
}

@ObjectType({ description: 'A page of findings.' })
export class FindingConnection extends connectionOf(Finding) {}

export function findingNode(finding: ShownFinding): Finding {
  return {
    __typename: 'Finding',
    id: writeGlobalId({ type: 'Finding', parts: [finding.id] }),
    findingId: finding.id,
    clusterId: finding.clusterId,
    subjectKey: finding.subjectKey,
    controlId: finding.control,
    severity: finding.severity,
    verdict: finding.verdict,
    reason: finding.reason,
    detail: finding.detail,
    namespace: finding.namespace,
    evidence: finding.evidence,
    openedAt: finding.openedAt,
    firstOpenedAt: finding.firstOpenedAt,
    lastSeenAt: finding.lastSeenAt,
    ageSeconds: finding.ageSeconds,
    closedAt: finding.closedAt,
    stale: finding.stale,
    cause: finding.cause,
  };
}

export const findingInterval = (interval: Interval): FindingInterval => interval;
