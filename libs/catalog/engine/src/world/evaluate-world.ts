import {
  subjectKey,
  type FactBody,
  type Fact,
  type Judgement,
  type SourceId,
  type Subject,
} from '@plimsoll/model';
import type { Control } from '../control.js';
import { derivedLookup } from '../derive/derive.js';
import { createJudge, type Judge } from '../judge/judge-subjects.js';
import type { DerivedLookup } from '../judge/subject-facts.js';
import { deriveWorld, type WorldToDerive } from './derive-world.js';

/** One subject of a scan with what every control that applies said of it, in the order of the controls. */
export interface SubjectJudgement {
  readonly subject: Subject;
  readonly facts: Readonly<Partial<Record<SourceId, FactBody>>>;
  readonly judgements: readonly { readonly control: Control; readonly judgement: Judgement }[];
}

export interface World extends WorldToDerive {
  /** Read twice, so no generator. */
  readonly facts: readonly Fact[];
  readonly controls: readonly Control[];
}

/** Derives and judges facts in memory: what `scan` does. One answer a subject, in the order of their first facts. */
export function* evaluateWorld(world: World): Generator<SubjectJudgement, void, void> {
  const derived = deriveWorld(world);
  yield* judgeWorld(world.facts, createJudge(world.controls), derivedLookup(world.derivations, derived));
}

/**
 * The judging half, for a chunk of the facts in a worker thread: hand each the answer of `deriveWorld`, and all facts of
 * a subject in one chunk.
 */
export function* judgeWorld(
  facts: Iterable<Fact>,
  judge: Judge,
  derived: DerivedLookup,
): Generator<SubjectJudgement, void, void> {
  for (const { subject, bodies } of grouped(facts)) {
    const judgements: { control: Control; judgement: Judgement }[] = [];
    judge.judgeSubject({ subject, facts: bodies, derived }, (control, judgement) =>
      judgements.push({ control, judgement }),
    );
    yield { subject, facts: bodies, judgements };
  }
}

interface Known {
  readonly subject: Subject;
  readonly bodies: Partial<Record<SourceId, FactBody>>;
}

function grouped(facts: Iterable<Fact>): Iterable<Known> {
  const subjects = new Map<string, Known>();
  for (const { subject, source, body } of facts) {
    const key = subjectKey(subject);
    const known = subjects.get(key);
    if (known) known.bodies[source] = body;
    else subjects.set(key, { subject, bodies: { [source]: body } });
  }
  return subjects.values();
}
