import { verdictAt } from '@plimsoll/engine';
import type { ClusterId, OrganizationId, SubjectKey } from '@plimsoll/model';
import { findingId } from '@plimsoll/posture';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import type { DirtySubject } from './dirty-batch.repository.js';
import type { OpenFinding, OpenedFinding } from './findings.repository.js';
import type { JudgedSubject } from './judged-subject.js';

/** A subject whose findings may differ from the stored ones. */
export interface ChangedSubject {
  readonly before: DirtySubject;
  readonly after: JudgedSubject;
  readonly namespace: string;
}

type IdOf = (control: JudgedSubject['findings'][number]['control'], subject: SubjectKey) => string;

export const findingIds =
  (organizationId: OrganizationId, clusterId: ClusterId): IdOf =>
  (control, subject) =>
    findingId(organizationId, clusterId, control.id, subject);

/** The findings that are open now by the stored vectors; the rows to load. */
export function openIds(
  changed: readonly ChangedSubject[],
  catalog: EvaluationCatalog,
  idOf: IdOf,
): readonly string[] {
  return changed.flatMap(({ before }) => {
    const { vector } = before;
    if (vector === undefined) return [];
    return catalog.controls.flatMap((control) => {
      const verdict = verdictAt(vector, catalog.placeOf(control.id) ?? vector.length);
      return verdict === 'fail' || verdict === 'unknown' ? [idOf(control, before.key)] : [];
    });
  });
}

export interface FindingChanges {
  readonly close: readonly string[];
  readonly open: readonly OpenedFinding[];
}

/** A change of verdict, reason or evidence closes a row and opens the next, which keeps when it first opened. */
export function findingChanges(
  changed: readonly ChangedSubject[],
  stored: ReadonlyMap<string, OpenFinding>,
  idOf: IdOf,
): FindingChanges {
  const closing = new Set(stored.keys());
  const open: OpenedFinding[] = [];
  for (const { before, after, namespace } of changed) {
    for (const finding of after.findings) {
      const id = idOf(finding.control, after.key);
      const known = stored.get(id);
      const { severity, verdict, reason, evidence } = finding;
      if (known?.verdict === verdict && known.reason === reason && known.evidence === evidence) {
        closing.delete(id);
        continue;
      }
      const firstOpenedAt = known?.first_opened ?? null;
      const { cause } = before;
      open.push({
        id,
        key: after.key,
        namespace,
        control: finding.control.id,
        severity,
        verdict,
        reason,
        evidence,
        cause,
        firstOpenedAt,
      });
    }
  }
  return { close: [...closing], open };
}
