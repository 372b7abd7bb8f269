export { isAgentId, isClusterId, isControlId, isFrameworkId, isOrganizationId } from './ids.js';
export type { AgentId, ClusterId, ControlId, FrameworkId, OrganizationId } from './ids.js';
export type { JsonObject, JsonValue } from './json.js';
export { parseSubjectKey, subjectKey } from './facts/subject.js';
export type { Subject, SubjectKey } from './facts/subject.js';
export type {
  ComponentFact,
  Fact,
  FactBody,
  FactShape,
  FileFact,
  FileMatches,
  FilesEntry,
  Setting,
  UnreadableReason,
} from './facts/fact.js';
export { SOURCES, SOURCE_IDS, isSourceId, kubeSource, sourceDefinition } from './sources/registry.js';
export type { Freshness, SourceDefinition, SourceId } from './sources/registry.js';
export { FILE_GROUPS, filePatterns } from './sources/file-groups.js';
export type { Distribution, FileGroup } from './sources/file-groups.js';
export { SEVERITIES, SEVERITY_WEIGHT } from './verdicts/verdict.js';
export type {
  Evidence,
  Judgement,
  Severity,
  ShownVerdict,
  UnknownReason,
  Verdict,
  VerdictCounts,
} from './verdicts/verdict.js';
export { modelErrors } from './errors.js';
export { canonicalJson } from './digest/canonical-json.js';
export { canonicalBody, parseBody, storedBody } from './digest/body.js';
export { Buckets, root } from './digest/buckets.js';
export { TRIM_VERSION, bodyDigest, bucketOf, factDigest, stateRoot } from './digest/digests.js';
export type { PartitionRoot } from './digest/digests.js';
export {
  NO_COUNTS,
  addCounts,
  controlState,
  effectiveCounts,
  judgedIn,
  subjectsIn,
} from './posture/tally.js';
export type { ControlState, ControlTally } from './posture/tally.js';
export { requirementState } from './posture/requirement.js';
export type {
  PostureRequirement,
  RequirementState,
  RequirementVerdict,
  Tallies,
} from './posture/requirement.js';
export {
  SUFFICIENT_COVERAGE,
  changesThatRaise,
  complianceOf,
  coverageOf,
  organizationScore,
  postureOf,
  scoreOf,
} from './posture/posture.js';
export type { Change, Posture, PostureFramework, Score } from './posture/posture.js';
export {
  collectedSources,
  completeSources,
  isPartitionStale,
  staleAt,
  staleSet,
  validUntil,
} from './posture/staleness.js';
export type { PartitionState, StaleSet } from './posture/staleness.js';
export { isStale, overlay } from './posture/overlay.js';
export type { NamespaceTally, NodeSubject, OverlayInput, SourceGroups } from './posture/overlay.js';
export { COMPONENTS, COMPONENT_FLAGS, CONTROL_PLANE, flagsOf } from './components/component-flags.js';
export type { Component, ControlPlaneComponent, FlagKind, FlagTable } from './components/component-flags.js';
export { parseFlags } from './components/parse-flags.js';
export { outsideOf } from './posture/applicability.js';
export type { FrameworkScope, PostureContext } from './posture/applicability.js';
