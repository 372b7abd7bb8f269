import type { Framework } from '@plimsoll/engine';
import type { RequirementState as State, RequirementVerdict } from '@plimsoll/model';
import type {
  ClusterPosture,
  Freshness as FreshnessNumbers,
  HistoryPoint,
  Instant,
  PostureFigures as Figures,
  Resolution,
} from '@plimsoll/posture';
import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../schema/date-time.js';
import { CauseEnum, NoScoreEnum, RequirementVerdictEnum, ResolutionEnum } from '../schema/enums.js';

@ObjectType({ description: 'Numbers of requirements per verdict.' })
export class RequirementCounts {
  @Field(() => Int, { description: 'Passed.' })
  readonly pass!: number;

  @Field(() => Int, { description: 'Failed.' })
  readonly fail!: number;

  @Field(() => Int, { description: 'Could not be told.' })
  readonly unknown!: number;

  @Field(() => Int, { description: 'Need a statement of a person.' })
  readonly manual!: number;

  @Field(() => Int, { description: 'Do not apply.' })
  readonly notApplicable!: number;
}

@ObjectType({ description: 'How old what posture was made of is, in parts of sources.' })
export class Freshness {
  @Field(() => Int, { description: 'Parts of sources that are known.' })
  readonly units!: number;

  @Field(() => Int, { description: 'Not confirmed in time.' })
  readonly stale!: number;

  @Field(() => Int, { description: 'Never collected.' })
  readonly notCollected!: number;
}

@ObjectType({ description: 'Posture in one framework without its requirements.' })
export class PostureFigures {
  @Field(() => String, { description: 'Id of the framework.' })
  readonly framework!: string;

  @Field(() => Float, {
    nullable: true,
    description: '0 to 100, weighed by severity; null: see `noScoreReason`.',
  })
  readonly score!: number | null;

  @Field(() => NoScoreEnum, { nullable: true, description: 'Why there is no score; null when there is one.' })
  readonly noScoreReason!: 'insufficient data' | 'nothing to judge' | null;

  @Field(() => Float, {
    nullable: true,
    description: '0 to 1: how much of what applies could be judged; null when nothing applies.',
  })
  readonly coverage!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '0 to 1: passed of passed and failed requirements; null when there is neither.',
  })
  readonly compliance!: number | null;

  @Field(() => RequirementCounts, { description: 'Requirements per verdict.' })
  readonly counts!: RequirementCounts;

  @Field(() => Freshness, { description: 'How old what it was made of is.' })
  readonly freshness!: Freshness;

  @Field(() => DateTime, { description: 'Since when it is so.' })
  readonly since!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When time alone changes it next; null: not known.' })
  readonly validUntil!: Instant | null;

  @Field(() => CauseEnum, { description: 'What made it so.' })
  readonly cause!: string;
}

@ObjectType({ description: 'The state of one requirement of a framework.' })
export class RequirementState {
  @Field(() => String, { description: 'Id of the requirement within its framework.' })
  readonly requirement!: string;

  @Field(() => String, { description: 'Its title.' })
  readonly title!: string;

  @Field(() => RequirementVerdictEnum, { description: 'The worst of its controls.' })
  readonly verdict!: RequirementVerdict;

  @Field(() => String, { description: 'Why; empty when the verdict says all.' })
  readonly reason!: string;

  @Field(() => [String], { description: 'Slugs of the controls that made it so.' })
  readonly controls!: readonly string[];
}

@ObjectType({ description: 'Posture of a cluster or a namespace in one framework at one instant.' })
export class Posture extends PostureFigures {
  @Field(() => String, { description: 'Empty for the whole cluster.' })
  readonly namespace!: string;

  @Field(() => DateTime, { description: 'The instant that the answer stands for.' })
  readonly asOf!: Instant;

  @Field(() => ResolutionEnum, { description: 'How exactly that instant is known.' })
  readonly resolution!: Resolution;

  @Field(() => [RequirementState], { description: 'In the order of the framework.' })
  readonly requirements!: readonly RequirementState[];
}

@ObjectType({ description: 'Posture during one interval.' })
export class PostureInterval extends PostureFigures {
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null: it is in force.' })
  readonly until!: Instant | null;
}

@ObjectType({ description: 'The intervals that overlap a range, oldest first.' })
export class PostureHistory {
  @Field(() => DateTime, { description: 'The begin that the answer stands for.' })
  readonly from!: Instant;

  @Field(() => DateTime, { description: 'The end, not included.' })
  readonly to!: Instant;

  @Field(() => ResolutionEnum, { description: 'How exactly the oldest part is known.' })
  readonly resolution!: Resolution;

  @Field(() => [PostureInterval], { description: 'Oldest first.' })
  readonly intervals!: readonly PostureInterval[];
}

const freshnessView = ({ units, stale, notCollected }: FreshnessNumbers): Freshness => ({
  units,
  stale,
  notCollected,
});

export function figuresView(figures: Figures): PostureFigures {
  const { counts } = figures;
  return {
    framework: figures.framework,
    score: figures.score,
    noScoreReason: figures.scoreReason === '' ? null : figures.scoreReason,
    coverage: figures.coverage,
    compliance: figures.compliance,
    counts: { ...counts, notApplicable: counts['not-applicable'] },
    freshness: freshnessView(figures.freshness),
    since: figures.openedAt,
    validUntil: figures.validUntil,
    cause: figures.cause,
  };
}

export function postureView(posture: ClusterPosture, framework: Framework): Posture {
  const titles = new Map(framework.requirements.map(({ id, title }) => [id, title]));
  return {
    ...figuresView(posture),
    namespace: posture.namespace,
    asOf: posture.at,
    resolution: posture.resolution,
    requirements: posture.requirements.map((state) => requirementView(state, titles)),
  };
}

const requirementView = (
  { id, verdict, reason, controls }: State,
  titles: ReadonlyMap<string, string>,
): RequirementState => ({ requirement: id, title: titles.get(id) ?? '', verdict, reason, controls });

export const intervalView = (point: HistoryPoint): PostureInterval => ({
  ...figuresView(point),
  until: point.closedAt,
});
