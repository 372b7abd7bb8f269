export type {
  Control,
  ControlCase,
  Framework,
  Need,
  Requirement,
  RequirementControl,
  SubjectView,
} from './control.js';
export type { DerivedId, DerivedKey, Derivation } from './derivation.js';
export { judge } from './judge/judge.js';
export { createJudge } from './judge/judge-subjects.js';
export type { Judge, Verdicts } from './judge/judge-subjects.js';
export type { DerivedLookup, DerivedView, SubjectFacts } from './judge/subject-facts.js';
export { controllerOf, judgedSubject } from './judge/judged-subject.js';
export { decodeVector, encodeVector, tallyDifference, verdictAt, verdictCode } from './judge/vector.js';
export type { TallyDifference } from './judge/vector.js';
