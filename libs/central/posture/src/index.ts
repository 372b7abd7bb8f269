export { postureErrors } from './errors.js';
export { derivedNeeds, postureCatalog } from './posture-catalog.js';
export type { CatalogParts, PostureCatalog } from './posture-catalog.js';
export { millis, timestamp } from './instant.js';
export type { Instant } from './instant.js';
export { collectionAt, parseFreshness } from './freshness/freshness.js';
export type { CollectionState, Freshness } from './freshness/freshness.js';
export { freshnessOf } from './freshness/partition-unit.js';
export type { FreshnessState, PartitionUnit } from './freshness/partition-unit.js';
export { pruneOutages, recordOutages } from './freshness/outages.repository.js';
export { loadUnits } from './freshness/partition-units.repository.js';
export { HISTORY, STEP_MS, pointAt, resolutionAt } from './history/resolution.js';
export type { Point, Resolution } from './history/resolution.js';
export { postureHistory } from './history/posture-history.js';
export type { HistoryPoint, PostureHistory } from './history/posture-history.js';
export { composePosture, postureComposer } from './composition/compose-posture.js';
export type {
  ComposedPosture,
  PostureComposer,
  PostureInput,
  ScopeCounts,
} from './composition/compose-posture.js';
export { loadPostureInput, loadTallies } from './composition/posture-input.repository.js';
export { findingId } from './judging/finding-id.js';
export { loadSubjects, visitSubjects } from './judging/load-subjects.js';
export type { LoadedSubject } from './judging/load-subjects.js';
export { organizationOverview } from './overview/organization-overview.js';
export type {
  ClusterOverview,
  OrganizationOverview,
  OverviewQuery,
} from './overview/organization-overview.js';
export { clusterPosture } from './overview/cluster-posture.js';
export type { ClusterPosture, PostureQuery, PostureScope } from './overview/cluster-posture.js';
export { improvements } from './overview/improvements.js';
export { figuresOf, writeRequirements } from './overview/posture-row.js';
export type { PostureFigures } from './overview/posture-row.js';
export { countFindings, findingById, findings, findingsByKey } from './findings/findings.repository.js';
export type { FindingKey, FindingsQuery } from './findings/findings.repository.js';
export type { FindingFilter, FindingOrder } from './findings/finding-filter.js';
export { severityNumber, writeReason } from './findings/finding-row.js';
export type { Finding, FindingPosition } from './findings/finding-row.js';
export type { ShownFinding } from './findings/stale-findings.js';
export { countSubjects, subjects } from './subjects/subjects.repository.js';
export type { SubjectFilter, SubjectPosition, SubjectSummary } from './subjects/subjects.repository.js';
export { subjectByKey } from './subjects/subject-detail.js';
export type { SubjectDetail, SubjectVerdict } from './subjects/subject-detail.js';
export { factsByKey } from './facts/facts.repository.js';
export type { FactKey, StoredFact } from './facts/facts.repository.js';
export { controlsOverview } from './controls/controls-overview.js';
export type { ControlOverview } from './controls/controls-overview.js';
export { POSTURE_CHANNEL, appendChange } from './changes/append-change.js';
export type { AppendedChange } from './changes/append-change.js';
export type { ChangePosition } from './changes/change-position.js';
export {
  CHANGES_KEPT_MS,
  changesSince,
  lastCommit,
  presentPosition,
  pruneChanges,
} from './changes/changes-since.js';
export type { Change, ChangePage } from './changes/changes-since.js';
export { installationFigures } from './installation/installation-figures.js';
export type { InstallationFigures } from './installation/installation-figures.js';
export { clusterHealth } from './clusters/cluster-health.js';
export type {
  ClusterHealth,
  EvaluationState,
  RejectedFact,
  SourceHealth,
} from './clusters/cluster-health.js';
export { loadCluster, loadClusters } from './clusters/clusters.repository.js';
export type { ClusterRow } from './clusters/clusters.repository.js';
