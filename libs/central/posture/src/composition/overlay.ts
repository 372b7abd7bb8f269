import { verdictAt } from '@plimsoll/engine';
import { NO_COUNTS, addCounts, sourceDefinition, subjectKey } from '@plimsoll/model';
import type { ControlId, SourceId, SubjectKey, Verdict, VerdictCounts } from '@plimsoll/model';
import type { PartitionUnit } from '../freshness/partition-unit.js';
import type { PostureCatalog } from '../posture-catalog.js';
import type { Tally } from './tallies.js';

/** The vectors of nodes that have a stale partition, by subject key. */
export type NodeVectors = ReadonlyMap<SubjectKey, Uint8Array>;

const isNode = (unit: PartitionUnit): boolean => sourceDefinition(unit.source).partitioned === 'node';

/** The subject whose facts a node's partition holds. */
export const nodeSubjectKey = (partition: string): SubjectKey =>
  subjectKey({ group: '', kind: 'Node', namespace: '', name: partition });

/** The subjects whose vectors {@link applyStale} needs. */
export const staleNodeKeys = (stale: readonly PartitionUnit[]): readonly SubjectKey[] => [
  ...new Set(stale.filter(isNode).map((unit) => nodeSubjectKey(unit.partition))),
];

/**
 * The overlay of time (DESIGN section 8): every subject of a control that needs a stale cluster-wide source, and the
 * subjects of nodes with a stale partition where the control needs that source, count as unknown, each once.
 */
export function applyStale(
  tallies: readonly Tally[],
  stale: readonly PartitionUnit[],
  vectors: NodeVectors,
  catalog: PostureCatalog,
): readonly Tally[] {
  if (stale.length === 0) return tallies;
  const whole = staleControls(
    new Set(stale.filter((unit) => !isNode(unit)).map((unit) => unit.source)),
    catalog,
  );
  const moved = movedOnNodes(stale, vectors, whole, catalog);
  return tallies.map((tally) => {
    if (whole.has(tally.control)) return { ...tally, counts: allUnknown(tally.counts) };
    const less = tally.namespace === '' ? moved.get(tally.control) : undefined;
    return less ? { ...tally, counts: moveToUnknown(tally.counts, less) } : tally;
  });
}

/** Controls one of whose needs is met by stale sources only. */
export function staleControls(
  sources: ReadonlySet<SourceId>,
  catalog: PostureCatalog,
): ReadonlySet<ControlId> {
  const needsStale = (control: { readonly id: ControlId }): boolean =>
    catalog
      .needsOf(control.id)
      .some((need) => need.length > 0 && need.every((source) => sources.has(source)));
  return new Set(sources.size === 0 ? [] : catalog.controls.filter(needsStale).map((control) => control.id));
}

/** Per control the verdicts of the stale nodes that move to unknown. Node subjects are cluster-scoped. */
function movedOnNodes(
  stale: readonly PartitionUnit[],
  vectors: NodeVectors,
  whole: ReadonlySet<ControlId>,
  catalog: PostureCatalog,
): ReadonlyMap<ControlId, VerdictCounts> {
  const sourcesOfNode = new Map<SubjectKey, Set<SourceId>>();
  for (const unit of stale.filter(isNode)) {
    const key = nodeSubjectKey(unit.partition);
    sourcesOfNode.set(key, (sourcesOfNode.get(key) ?? new Set()).add(unit.source));
  }
  const moved = new Map<ControlId, VerdictCounts>();
  for (const [key, sources] of sourcesOfNode) {
    const vector = vectors.get(key);
    if (vector === undefined) continue;
    for (const control of staleControls(sources, catalog)) {
      if (!whole.has(control)) countMove(moved, control, verdictAt(vector, catalog.placeOf(control) ?? -1));
    }
  }
  return moved;
}

function countMove(
  moved: Map<ControlId, VerdictCounts>,
  control: ControlId,
  verdict: Verdict | undefined,
): void {
  if (verdict === undefined) return;
  const one = { ...NO_COUNTS, [verdict === 'not-applicable' ? 'notApplicable' : verdict]: 1 };
  moved.set(control, addCounts(moved.get(control) ?? NO_COUNTS, one));
}

const allUnknown = (counts: VerdictCounts): VerdictCounts => moveToUnknown(counts, counts);

/** Never below zero: the vectors may be of a later instant than the tallies. */
function moveToUnknown(counts: VerdictCounts, less: VerdictCounts): VerdictCounts {
  const take = (key: keyof VerdictCounts): number => Math.min(counts[key], less[key]);
  return {
    pass: counts.pass - take('pass'),
    fail: counts.fail - take('fail'),
    notApplicable: counts.notApplicable - take('notApplicable'),
    waived: counts.waived - take('waived'),
    unknown: counts.unknown + take('pass') + take('fail') + take('notApplicable') + take('waived'),
  };
}
