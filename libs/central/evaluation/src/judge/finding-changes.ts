import { verdictAt } from '@plimsoll/engine';
import type { Control } from '@plimsoll/engine';
import type { ClusterId, OrganizationId, SubjectKey } from '@plimsoll/model';
import { findingId } from '@plimsoll/posture';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import type { DirtySubject } from './dirty-batch.repository.js';
import { openedFindings } from './findings.repository.js';
import type { OpenedFinding, OpenedFindings } from './findings.repository.js';
import type { ChangedSubject } from './judged-batch.js';
import { DIGEST_BYTES } from './judged-subject.js';

type IdOf = (control: Control, subject: SubjectKey) => string;

export const findingIds =
  (organizationId: OrganizationId, clusterId: ClusterId): IdOf =>
  (control, subject) =>
    findingId(organizationId, clusterId, control.id, subject);

export interface FindingChanges {
  /** Ids of findings whose open row ends. */
  readonly close: readonly string[];
  readonly open: OpenedFindings;
}

/** A change of verdict, reason or evidence closes a row and opens the next; equal digests leave it alone. */
export function findingChanges(
  changed: readonly ChangedSubject[],
  catalog: EvaluationCatalog,
  idOf: IdOf,
): FindingChanges {
  const close: string[] = [];
  const open: OpenedFinding[] = [];
  for (const { before, after, subject } of changed) {
    const stored = storedFindings(before, catalog);
    for (const finding of after.findings) {
      const digest = stored.get(finding.control);
      stored.delete(finding.control);
      if (digest?.equals(finding.digest)) continue;
      const id = idOf(finding.control, after.key);
      if (digest !== undefined) close.push(id);
      const { severity, verdict, reason, evidence } = finding;
      open.push({
        id,
        key: after.key,
        namespace: subject.namespace,
        control: finding.control.id,
        severity,
        verdict,
        reason,
        evidence,
        cause: before.cause,
      });
    }
    for (const control of stored.keys()) close.push(idOf(control, before.key));
  }
  return { close, open: openedFindings(open) };
}

/** The digests of the findings that are open by the stored vector; those of controls that are gone were closed. */
function storedFindings(
  { vector, findingDigests }: DirtySubject,
  catalog: EvaluationCatalog,
): Map<Control, Buffer> {
  const stored = new Map<Control, Buffer>();
  let offset = 0;
  for (let place = 0; vector !== undefined && place < vector.length; place += 1) {
    const verdict = verdictAt(vector, place);
    if (verdict !== 'fail' && verdict !== 'unknown') continue;
    const control = catalog.controlAt(place);
    if (control !== undefined) stored.set(control, findingDigests.subarray(offset, offset + DIGEST_BYTES));
    offset += DIGEST_BYTES;
  }
  return stored;
}
