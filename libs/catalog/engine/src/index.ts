export type {
  Control,
  ControlCase,
  Framework,
  Need,
  Requirement,
  RequirementControl,
  SubjectView,
} from './control.js';
export { readsFact } from './derivation.js';
export type { DerivedId, DerivedKey, Derivation } from './derivation.js';
export { judge } from './judge/judge.js';
export { createJudge } from './judge/judge-subjects.js';
export type { Judge, Verdicts } from './judge/judge-subjects.js';
export type { DerivedLookup, DerivedView, SubjectFacts } from './judge/subject-facts.js';
export { controllerOf, judgedSubject } from './judge/judged-subject.js';
export { decodeVector, encodeVector, tallyDifference, verdictAt, verdictCode } from './judge/vector.js';
export type { TallyDifference } from './judge/vector.js';
export {
  COMPLETENESS_KEY,
  derive,
  derivedLookup,
  dirtyKeys,
  isDerivationComplete,
  isDirty,
} from './derive/derive.js';
export type { DerivedDigests, DerivedFact, DerivedFacts, FactsBySource } from './derive/derive.js';
export { DERIVATIONS } from './derivations/derivations.js';
export { platformOf } from './derivations/platform/platform.js';
export type { Distribution, Platform } from './derivations/platform/platform.js';
export { componentFlagsOf } from './derivations/component-flags/component-flags.js';
export type { ComponentFlags } from './derivations/component-flags/component-flags.js';
export type { MirrorPod } from './derivations/component-flags/mirror-pod.js';
export { allows, grantingRules } from './derivations/effective-permissions/allows.js';
export type { PathRequest, ResourceRequest } from './derivations/effective-permissions/allows.js';
export { bindingOf, bindingsIn, grantsTo } from './derivations/effective-permissions/permissions.js';
export type { BindingPermissions } from './derivations/effective-permissions/permissions.js';
export type { RbacRule, RbacSubject } from './derivations/effective-permissions/rbac.js';
export { sourceGroupsOf, subjectSources, subjectsComplete } from './judge/control-sources.js';
export type { ClusterKind } from './judge/control-sources.js';
export { deriveWorld } from './world/derive-world.js';
export type { WorldToDerive } from './world/derive-world.js';
export { evaluateWorld, judgeWorld } from './world/evaluate-world.js';
export type { SubjectJudgement, World } from './world/evaluate-world.js';
export { createTallySheet } from './world/tallies.js';
export type { TallySheet } from './world/tallies.js';
