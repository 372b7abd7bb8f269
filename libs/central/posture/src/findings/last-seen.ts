import { sourceDefinition } from '@plimsoll/model';
import type { ControlId, SourceId, SubjectKey } from '@plimsoll/model';
import { nodeSubjectKey } from '../composition/overlay.js';
import type { PartitionUnit } from '../freshness/partition-unit.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import type { Finding } from './finding-row.js';

/** When everything that a control's verdict on a subject rests on was last confirmed; undefined: not known. */
export type ConfirmedAt = (control: ControlId, subject: SubjectKey) => Instant | undefined;

/** Of alternatives the first that was completed counts, as it does for freshness (DESIGN section 8). */
export function confirmations(units: readonly PartitionUnit[], catalog: PostureCatalog): ConfirmedAt {
  const bySource = Map.groupBy(units, ({ source }) => source);
  const completed = (source: SourceId): boolean =>
    bySource.get(source)?.some(({ completedAt }) => completedAt !== null) ?? false;
  return (control, subject) => {
    const times = catalog.sourcesOf(control).flatMap((group) => {
      const source = group.find(completed);
      const own = (source && bySource.get(source)) ?? [];
      return own.filter((unit) => concerns(unit, subject)).flatMap(({ confirmedAt }) => confirmedAt ?? []);
    });
    return times.length === 0 ? undefined : Math.min(...times);
  };
}

/** The parts of a node's source hold that node's facts; a cluster-wide source is one part. */
const concerns = ({ source, partition }: PartitionUnit, subject: SubjectKey): boolean =>
  sourceDefinition(source).role !== 'node' || nodeSubjectKey(partition) === subject;

/** When the finding was last known to be so: at its opening, at a confirmation since, or at its end. */
export function lastSeenAt(finding: Finding, confirmedAt: Instant | undefined, at: Instant): Instant {
  if (finding.closedAt !== null && finding.closedAt <= at) return finding.closedAt;
  return Math.max(finding.openedAt, Math.min(confirmedAt ?? finding.openedAt, at));
}

/** Whole seconds from its first opening to its end, or to the instant. */
export const ageSeconds = ({ firstOpenedAt, closedAt }: Finding, at: Instant): number =>
  Math.max(0, Math.floor((Math.min(closedAt ?? at, at) - firstOpenedAt) / 1000));
