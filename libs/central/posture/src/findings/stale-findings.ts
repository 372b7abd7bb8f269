import type { ControlId, SourceId, SubjectKey } from '@plimsoll/model';
import { sourceDefinition } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { nodeSubjectKey, staleControls } from '../composition/overlay.js';
import { freshnessOf } from '../freshness/partition-unit.js';
import type { PartitionUnit } from '../freshness/partition-unit.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import type { Finding } from './finding-row.js';

/** `stale`: what the finding rests on was not confirmed in time, so that posture counts it as unknown. */
export type ShownFinding = Finding & { readonly stale: boolean };

/** One query over the partitions of the findings' clusters. Closed findings are never stale. */
export async function markStale(
  tx: Transaction,
  catalog: PostureCatalog,
  findings: readonly Finding[],
  at: Instant,
): Promise<readonly ShownFinding[]> {
  const open = findings.filter((finding) => finding.closedAt === null);
  const units = await loadUnits(tx, [...new Set(open.map(({ clusterId }) => clusterId))]);
  const staleIn = new Map([...units].map(([id, own]) => [id, staleness(own, at, catalog)]));
  return findings.map((finding) => ({
    ...finding,
    stale:
      finding.closedAt === null &&
      (staleIn.get(finding.clusterId)?.(finding.control, finding.subjectKey) ?? false),
  }));
}

/** Whether the overlay of time moves a control's verdict on a subject. */
export function staleness(
  units: readonly PartitionUnit[],
  at: Instant,
  catalog: PostureCatalog,
): (control: ControlId, subject: SubjectKey) => boolean {
  const everywhere = new Set<SourceId>();
  const onNode = new Map<SubjectKey, Set<SourceId>>();
  for (const { source, partition } of units.filter((unit) => freshnessOf(unit, at) === 'stale')) {
    if (sourceDefinition(source).partitioned === 'single') everywhere.add(source);
    else
      onNode.set(nodeSubjectKey(partition), (onNode.get(nodeSubjectKey(partition)) ?? new Set()).add(source));
  }
  const whole = staleControls(everywhere, catalog);
  const nodes = new Map([...onNode].map(([key, sources]) => [key, staleControls(sources, catalog)]));
  return (control, subject) => whole.has(control) || (nodes.get(subject)?.has(control) ?? false);
}
