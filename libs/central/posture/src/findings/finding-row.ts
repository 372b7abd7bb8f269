import { SEVERITIES } from '@plimsoll/model';
import type { ClusterId, ControlId, Evidence, Severity, SubjectKey } from '@plimsoll/model';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';

/** One interval of a finding. */
export interface Finding {
  /** Permanent, 32 hex digits; the same in all intervals. */
  readonly id: string;
  readonly clusterId: ClusterId;
  readonly subjectKey: SubjectKey;
  readonly namespace: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly verdict: 'fail' | 'unknown';
  /** Of an unknown: one of model's UnknownReason; '' of a fail. */
  readonly reason: string;
  readonly detail: string;
  readonly evidence: readonly Evidence[];
  readonly openedAt: Instant;
  /** null: open. */
  readonly closedAt: Instant | null;
  readonly firstOpenedAt: Instant;
  readonly cause: string;
  /** Where a page may go on after it. */
  readonly position: FindingPosition;
}

/** A finding's place in an order; opaque to readers, exact to the microsecond. */
export interface FindingPosition {
  readonly severity: number;
  readonly openedAt: string;
  readonly id: string;
}

export interface FindingRow {
  readonly finding_id: string;
  readonly cluster_id: ClusterId;
  readonly subject_key: SubjectKey;
  readonly namespace: string;
  readonly control: ControlId;
  readonly severity: number;
  readonly verdict: Finding['verdict'];
  readonly reason: string;
  readonly evidence: string;
  readonly opened: Instant;
  readonly opened_text: string;
  readonly closed: Instant | null;
  readonly first_opened: Instant;
  readonly cause: string;
}

export const FINDING_COLUMNS = /* sql */ `
encode(f.finding_id, 'hex') as finding_id, f.cluster_id, f.subject_key, f.namespace, f.control, f.severity, f.verdict,
f.reason, f.evidence, ${millis('f.opened_at')} as opened, f.opened_at::text as opened_text,
${millis('f.closed_at')} as closed, ${millis('f.first_opened_at')} as first_opened, f.cause`;

export const severityNumber = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** The stored form of an unknown's reason with its detail. */
export const writeReason = (reason: string, detail: string): string =>
  detail === '' ? reason : `${reason}: ${detail}`;

export function findingOf(row: FindingRow): Finding {
  const colon = row.reason.indexOf(': ');
  return {
    id: row.finding_id,
    clusterId: row.cluster_id,
    subjectKey: row.subject_key,
    namespace: row.namespace,
    control: row.control,
    severity: SEVERITIES[row.severity] ?? 'low',
    verdict: row.verdict,
    reason: colon < 0 ? row.reason : row.reason.slice(0, colon),
    detail: colon < 0 ? '' : row.reason.slice(colon + 2),
    evidence: readEvidence(row.evidence),
    openedAt: row.opened,
    closedAt: row.closed,
    firstOpenedAt: row.first_opened,
    cause: row.cause,
    position: { severity: row.severity, openedAt: row.opened_text, id: row.finding_id },
  };
}

/** Written by evaluation alone, so trusted. */
function readEvidence(text: string): readonly Evidence[] {
  const parsed: readonly Evidence[] = JSON.parse(text);
  return parsed;
}
