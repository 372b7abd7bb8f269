import type { FactBody, JsonValue, SourceId, Subject } from '@plimsoll/model';
import type { DerivedId } from '../derivation.js';

/** What a derivation says at a subject's key. */
export interface DerivedView {
  /** undefined when nothing was derived at the key. */
  readonly value: JsonValue | undefined;
  /** One of the derivation's sources has no completed epoch. */
  readonly incomplete: boolean;
  /** `scan` only: values that other candidates of equal name would give. When verdicts differ: `unknown: ambiguous`. */
  readonly alternatives?: readonly JsonValue[];
}

/** Answers for one subject; undefined stands for a derivation that was not made at all. */
export type DerivedLookup = (id: DerivedId, subject: Subject) => DerivedView | undefined;

/** Everything that is known of one subject. */
export interface SubjectFacts {
  readonly subject: Subject;
  readonly facts: Readonly<Partial<Record<SourceId, FactBody>>>;
  readonly derived?: DerivedLookup;
  /** Sources whose fact of this subject was refused: needs of them are `unknown: rejected`. */
  readonly rejected?: ReadonlySet<SourceId>;
}
