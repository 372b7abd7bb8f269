import type { ClusterId, ControlId, SubjectKey } from '@plimsoll/model';
import { timestamp } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { copyRows } from '../copy-text.js';
import type { FindingChanges } from './finding-changes.js';

/** A row to open. */
export interface OpenedFinding {
  readonly id: string;
  readonly key: SubjectKey;
  readonly namespace: string;
  readonly control: ControlId;
  readonly severity: number;
  readonly verdict: 'fail' | 'unknown';
  readonly reason: string;
  readonly evidence: string;
  readonly cause: string;
}

/** Rows to open, ready to be sent. */
export interface OpenedFindings {
  readonly ids: readonly string[];
  /** The rows in the text format of COPY. */
  readonly rows: readonly Uint8Array<ArrayBuffer>[];
}

/** Bytes of their own, which can be handed over to another thread without a copy. */
export const openedFindings = (findings: readonly OpenedFinding[]): OpenedFindings => ({
  ids: findings.map(({ id }) => id),
  rows: Array.from(copyRows(findings, columnsOf), (chunk) => new TextEncoder().encode(chunk)),
});

/** A row that was opened at this very instant leaves no interval of no length behind. By `findings_open`. */
const CLOSE = /* sql */ `
with merged as (
  delete from findings
  where organization_id = $1 and cluster_id = $2 and closed_at is null and opened_at >= $4::timestamptz
    and finding_id = any((select array_agg(decode(id, 'hex')) from unnest($3::text[]) w(id))::bytea[])
)
update findings set closed_at = $4::timestamptz
where organization_id = $1 and cluster_id = $2 and closed_at is null and opened_at < $4::timestamptz
  and finding_id = any((select array_agg(decode(id, 'hex')) from unnest($3::text[]) w(id))::bytea[])`;

/** Row-level security refuses COPY into the table itself. */
const INTAKE = /* sql */ `
create temporary table if not exists opened_findings (
  finding_id text, subject_key text, namespace text, control text, severity smallint, verdict text, reason text,
  evidence text, cause text
) on commit delete rows`;

const COPY_INTAKE = 'copy opened_findings from stdin';

const open = (firstOpenedAt: string): string => /* sql */ `
insert into findings (organization_id, cluster_id, finding_id, opened_at, first_opened_at, subject_key, namespace, control,
                      severity, verdict, reason, evidence, cause)
select $1::uuid, $2::uuid, decode(o.finding_id, 'hex'), $3::timestamptz, ${firstOpenedAt},
  o.subject_key, o.namespace, o.control, o.severity, o.verdict, o.reason, o.evidence, o.cause
from opened_findings o`;

/** A finding that was there before keeps its first opening: one probe of the primary key for its newest row. */
const OPEN = open(/* sql */ `coalesce((
    select f.first_opened_at from findings f
    where f.organization_id = $1 and f.cluster_id = $2 and f.finding_id = decode(o.finding_id, 'hex')
    order by f.opened_at desc limit 1), $3::timestamptz)`);

/** Where none can have been there before. */
const OPEN_NEW = open('$3::timestamptz');

export interface OpeningOptions {
  readonly instant: Instant;
  /** None of the findings was ever opened before. */
  readonly areNew: boolean;
}

/** Closes and opens in bulk. The partial unique index refuses a second open row of a finding. */
export async function writeFindings(
  tx: Transaction,
  clusterId: ClusterId,
  { close, open: opened }: FindingChanges,
  { instant, areNew }: OpeningOptions,
): Promise<void> {
  const scope = [tx.organizationId, clusterId];
  if (close.length > 0) await tx.query(CLOSE, [...scope, close, timestamp(instant)]);
  if (opened.ids.length === 0) return;
  await tx.query(INTAKE);
  await tx.copyIn(COPY_INTAKE, opened.rows.map(buffered));
  await tx.query(areNew ? OPEN_NEW : OPEN, [...scope, timestamp(instant)]);
}

const buffered = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const columnsOf = (row: OpenedFinding): readonly (string | null)[] => [
  row.id,
  row.key,
  row.namespace,
  row.control,
  String(row.severity),
  row.verdict,
  row.reason,
  row.evidence,
  row.cause,
];
