import type {
  ClusterHealth as Health,
  FreshnessState,
  Instant,
  SourceHealth as Unit,
} from '@plimsoll/posture';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../schema/date-time.js';
import { CollectionEnum, FreshnessEnum, ReadingPhaseEnum } from '../schema/enums.js';

@ObjectType({ description: 'One part of a source: the whole of it, or that of one node.' })
export class SourceHealth {
  @Field(() => String, { description: 'For instance `host/sysctl`.' })
  readonly source!: string;

  @Field(() => String, { description: "The node's name; empty for a cluster-wide source." })
  readonly partition!: string;

  @Field(() => CollectionEnum, { description: 'How the last pass ended.' })
  readonly state!: Unit['state'];

  @Field(() => ReadingPhaseEnum, { description: 'What becomes of it at present.' })
  readonly phase!: Unit['phase'];

  @Field(() => Int, { description: 'Objects read of the list on its way, else those that are known.' })
  readonly read!: number;

  @Field(() => Int, { nullable: true, description: 'How many there will be; null: nobody told.' })
  readonly expected!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Until the list is read, at the pace so far; null: not known.',
  })
  readonly secondsLeft!: number | null;

  @Field(() => FreshnessEnum, { description: 'How old what is known of it is.' })
  readonly freshness!: FreshnessState;

  @Field(() => String, { nullable: true, description: "Why it was not collected, in the agent's words." })
  readonly reason!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When a pass was completed last.' })
  readonly completedAt!: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was confirmed last.' })
  readonly confirmedAt!: Instant | null;

  @Field(() => String, { description: 'What to do; empty when nothing.' })
  readonly nextStep!: string;
}

@ObjectType({ description: 'A fact that was refused; its verdicts are unknown.' })
export class RejectedFact {
  @Field(() => String, { description: 'What it is about: `group/kind/namespace/name`.' })
  readonly subject!: string;

  @Field(() => String, { description: 'Where it came from.' })
  readonly source!: string;

  @Field(() => String, { description: 'The part of the source.' })
  readonly partition!: string;

  @Field(() => String, { description: 'Code and detail.' })
  readonly reason!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  readonly changedAt!: Instant;
}

@ObjectType({ description: 'Whether the agent is there, how fresh each source is, and what was refused.' })
export class ClusterHealth {
  @Field(() => Boolean, { description: 'A stream of its agent is open.' })
  readonly connected!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When the last stream opened; null: never.' })
  readonly connectedAt!: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'The last sign of its agent; null: none yet.' })
  readonly lastSeenAt!: Instant | null;

  @Field(() => String, { nullable: true, description: 'Version of its agent; null before the first stream.' })
  readonly agentVersion!: string | null;

  @Field(() => [SourceHealth], { description: 'Every part of every source, by name.' })
  readonly sources!: readonly SourceHealth[];

  @Field(() => [RejectedFact], { description: 'At most 1,000, by subject.' })
  readonly rejectedFacts!: readonly RejectedFact[];

  @Field(() => Boolean, { description: 'Facts, catalogue or dirty subjects wait for evaluation.' })
  readonly evaluationPending!: boolean;

  @Field(() => Int, { description: 'How many sources are not fresh.' })
  readonly notFresh!: number;
}

export function healthView({ cluster, sources, rejected, evaluation }: Health): ClusterHealth {
  return {
    connected: cluster.connected,
    connectedAt: cluster.connectedAt,
    lastSeenAt: cluster.lastSeenAt,
    agentVersion: cluster.agentVersion,
    sources,
    rejectedFacts: rejected.map(({ subjectKey, ...fact }) => ({ subject: subjectKey, ...fact })),
    evaluationPending: evaluation.pending,
    notFresh: sources.filter(({ freshness }) => freshness !== 'fresh').length,
  };
}
