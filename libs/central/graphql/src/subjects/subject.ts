import { parseSubjectKey, type ClusterId, type Severity, type Verdict } from '@plimsoll/model';
import type { Instant, SubjectDetail, SubjectSummary, SubjectVerdict as Detail } from '@plimsoll/posture';
import { Field, InputType, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../connections/connection.js';
import { Control, controlNode, VerdictCount } from '../controls/control.js';
import { Evidence } from '../findings/evidence.js';
import { writeGlobalId } from '../ids/global-id.js';
import { Node } from '../node-by-id/node.js';
import { DateTime } from '../schema/date-time.js';
import { SeverityEnum, VerdictEnum } from '../schema/enums.js';

@ObjectType({ description: 'The verdict of one control on a subject.' })
export class SubjectVerdict {
  @Field(() => Control, { description: 'What was checked.' })
  readonly control!: Control;

  @Field(() => SeverityEnum, { description: 'Of the control.' })
  readonly severity!: Severity;

  @Field(() => VerdictEnum, { description: 'As it was judged last.' })
  readonly verdict!: Verdict;

  @Field(() => Boolean, { description: 'What it rests on was not confirmed in time: posture says unknown.' })
  readonly stale!: boolean;

  @Field(() => String, { nullable: true, description: 'Of an unknown or not-applicable; null otherwise.' })
  readonly reason!: string | null;

  @Field(() => [Evidence], {
    description: 'What was observed, computed again from the facts, for passes too. Ask for it when needed.',
  })
  readonly evidence!: readonly Evidence[];
}

@ObjectType({
  implements: () => [Node],
  description: 'What facts are about: an object of the cluster, or a node.',
})
export class Subject extends Node {
  readonly __typename!: 'Subject';
  readonly clusterId!: ClusterId;

  @Field(() => String, { description: '`group/kind/namespace/name`, unique within the cluster.' })
  readonly key!: string;

  @Field(() => String, { description: 'API group; empty for the core group.' })
  readonly group!: string;

  @Field(() => String, { description: 'For instance `Deployment`.' })
  readonly kind!: string;

  @Field(() => String, { description: 'Empty for a cluster-scoped one.' })
  readonly namespace!: string;

  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;
}

@ObjectType({ description: 'When a subject was judged, and how.' })
export class SubjectJudgement {
  @Field(() => VerdictCount, { description: 'Controls per verdict, before staleness.' })
  readonly counts!: VerdictCount;

  @Field(() => DateTime, { description: 'When it was seen first.' })
  readonly firstSeenAt!: Instant;

  @Field(() => DateTime, { description: 'When a verdict or finding of it changed last.' })
  readonly judgedAt!: Instant;

  @Field(() => [SubjectVerdict], { description: 'Every control that judged it, worst severity first.' })
  readonly verdicts!: readonly SubjectVerdict[];
}

@ObjectType({ description: 'A page of subjects.' })
export class SubjectConnection extends connectionOf(Subject) {}

@InputType({ description: 'All that are given must hold; a list holds when one of it does.' })
export class SubjectFilter {
  @Field(() => [ID], { nullable: true, description: 'In these clusters.' })
  readonly clusters?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Of these kinds.' })
  readonly kinds?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'In these namespaces; empty: cluster-scoped.' })
  readonly namespaces?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'With these names.' })
  readonly names?: readonly string[] | null;
}

/** Of a key that evaluation wrote. */
export function subjectIdentity(clusterId: ClusterId, key: string): Subject {
  const { group = '', kind = '', namespace = '', name = '' } = parseSubjectKey(key) ?? {};
  const id = writeGlobalId({ type: 'Subject', parts: [clusterId, key] });
  return { __typename: 'Subject', id, clusterId, key, group, kind, namespace, name };
}

export const subjectNode = ({ clusterId, key }: SubjectSummary): Subject => subjectIdentity(clusterId, key);

export function judgementView({ counts, firstSeenAt, judgedAt, verdicts }: SubjectDetail): SubjectJudgement {
  return { counts, firstSeenAt, judgedAt, verdicts: verdicts.map(verdictView).toSorted(worstFirst) };
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };
const worstFirst = (left: SubjectVerdict, right: SubjectVerdict): number =>
  RANK[left.severity] - RANK[right.severity] || (left.control.slug < right.control.slug ? -1 : 1);

function verdictView({ control, verdict, stale, judgement }: Detail): SubjectVerdict {
  return {
    control: controlNode(control),
    severity: control.severity,
    verdict,
    stale,
    reason: judgement && 'reason' in judgement ? judgement.reason : null,
    evidence: (judgement && 'evidence' in judgement ? judgement.evidence : undefined) ?? [],
  };
}
