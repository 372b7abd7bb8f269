import { hash } from 'node:crypto';
import type { ClusterId, FrameworkId } from '@plimsoll/model';
import { millis, parseFreshness, timestamp, writeRequirements } from '@plimsoll/posture';
import type { CollectionState, ComposedPosture, Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import type { Cause } from '../evaluated-cluster.js';

/** An open row of `posture`, as far as it is compared. */
export interface OpenPosture {
  readonly namespace: string;
  readonly framework: FrameworkId;
  readonly content: string;
  readonly staleDigest: string;
  readonly validUntil: Instant | null;
  /** '' : not known; null: not recorded. */
  readonly kubernetesVersion: string | null;
}

interface OpenRow {
  readonly namespace: string;
  readonly framework: FrameworkId;
  readonly figures: readonly (number | null)[];
  readonly requirements: string;
  readonly freshness: string;
  readonly valid_until: Instant | null;
  readonly kubernetes_version: string | null;
}

/** By the partial index `posture_open`. The large column is compared by its digest, and read only where none was kept. */
export const OPEN_POSTURE = /* sql */ `
select namespace, framework, freshness, kubernetes_version, coalesce(requirements_digest, md5(requirements)) as requirements,
       ${millis('valid_until')} as valid_until,
       array[score, coverage, compliance]::float8[] as figures
from posture where organization_id = $1 and cluster_id = $2 and closed_at is null`;

export async function loadOpenPosture(
  tx: Transaction,
  clusterId: ClusterId,
): Promise<readonly OpenPosture[]> {
  const rows = await tx.query<OpenRow>(OPEN_POSTURE, [tx.organizationId, clusterId]);
  return rows.map(({ namespace, framework, figures, requirements, freshness, ...row }) => ({
    namespace,
    framework,
    content: contentOf(figures, requirements, freshness),
    staleDigest: parseFreshness(freshness).digest,
    validUntil: row.valid_until,
    kubernetesVersion: row.kubernetes_version,
  }));
}

/** By the partial index `posture_open`. */
export const FIRST_DUE = /* sql */ `
select ${millis('min(valid_until)')} as due
from posture where organization_id = $1 and cluster_id = $2 and closed_at is null`;

/** The first instant at which time alone changes an open row; null: none is known, or there is no row. */
export async function firstDue(tx: Transaction, clusterId: ClusterId): Promise<Instant | null> {
  const [row] = await tx.query<{ due: Instant | null }>(FIRST_DUE, [tx.organizationId, clusterId]);
  return row?.due ?? null;
}

const contentOf = (figures: readonly (number | null)[], requirements: string, freshness: string): string =>
  JSON.stringify([figures, requirements, freshness]);

/** A row to be, with what it is compared by. */
export interface NewPosture {
  readonly namespace: string;
  readonly framework: FrameworkId;
  readonly content: string;
  readonly kubernetesVersion: string;
  readonly columns: Readonly<Record<string, string | number | null>>;
}

/** Columns of type real, so that what is compared is what is stored. */
const real = (value: number | null): number | null => (value === null ? null : Math.fround(value));

export function newPosture(
  { namespace, framework, posture }: ComposedPosture,
  collection: CollectionState,
  kubernetesVersion: string,
): NewPosture {
  const { counts } = posture;
  const [score, coverage, compliance] = [
    real(posture.score),
    real(posture.coverage),
    real(posture.compliance),
  ];
  const requirements = writeRequirements(posture.requirements);
  const freshness = JSON.stringify(collection.freshness);
  const digest = hash('md5', requirements, 'hex');
  const columns = {
    namespace, framework, score, coverage, compliance, requirements, requirements_digest: digest, freshness,
    passed: counts.pass, failed: counts.fail, unknown: counts.unknown, manual: counts.manual,
    not_applicable: counts['not-applicable'], kubernetes_version: kubernetesVersion,
  }; // prettier-ignore
  const content = contentOf([score, coverage, compliance], digest, freshness);
  return { namespace, framework, content, kubernetesVersion, columns };
}

type Key = Pick<OpenPosture, 'namespace' | 'framework'>;

/** A row of this very instant is replaced, so that no interval has no length. By `posture_open`. */
const CLOSE = /* sql */ `
with wanted as materialized (
  select found.row from unnest($3::text[], $4::text[]) w(namespace, framework)
  cross join lateral (
    select ctid as row from posture t
    where t.organization_id = $1 and t.cluster_id = $2 and t.namespace = w.namespace and t.framework = w.framework
      and t.closed_at is null limit 1
  ) found
),
merged as (
  delete from posture where ctid = any(array(select row from wanted)) and opened_at >= $5::timestamptz
)
update posture set closed_at = $5::timestamptz
where ctid = any(array(select row from wanted)) and opened_at < $5::timestamptz`;

const OPEN = /* sql */ `
insert into posture (organization_id, cluster_id, namespace, framework, opened_at, score, coverage, compliance, passed,
                     failed, unknown, manual, not_applicable, requirements, requirements_digest, freshness, kubernetes_version,
                     valid_until, cause)
select $1::uuid, $2::uuid, namespace, framework, $4::timestamptz, score, coverage, compliance, passed, failed, unknown,
       manual, not_applicable, requirements, requirements_digest, freshness, kubernetes_version, $5::timestamptz, $6
from json_to_recordset($3::json) as r(namespace text, framework text, score real, coverage real, compliance real,
  passed integer, failed integer, unknown integer, manual integer, not_applicable integer, requirements text, requirements_digest text,
  freshness text, kubernetes_version text)`;

export interface PostureWrite {
  readonly close: readonly Key[];
  readonly open: readonly NewPosture[];
  readonly instant: Instant;
  readonly validUntil: Instant | null;
  readonly cause: Cause;
}

export async function writePosture(
  tx: Transaction,
  clusterId: ClusterId,
  write: PostureWrite,
): Promise<void> {
  const scope = [tx.organizationId, clusterId];
  const { close, open, instant, validUntil, cause } = write;
  if (close.length > 0) {
    const keys = [close.map(({ namespace }) => namespace), close.map(({ framework }) => framework)];
    await tx.query(CLOSE, [...scope, ...keys, timestamp(instant)]);
  }
  if (open.length === 0) return;
  const rows = JSON.stringify(open.map(({ columns }) => columns));
  await tx.query(OPEN, [
    ...scope,
    rows,
    timestamp(instant),
    validUntil === null ? null : timestamp(validUntil),
    cause,
  ]);
}

const EXTEND = /* sql */ `
update posture set valid_until = $3::timestamptz
where organization_id = $1 and cluster_id = $2 and closed_at is null and valid_until is distinct from $3::timestamptz`;

/** What confirms a source moves the instant from which time alone changes posture, and changes nothing else. */
export async function extendPosture(
  tx: Transaction,
  clusterId: ClusterId,
  validUntil: Instant | null,
): Promise<void> {
  await tx.query(EXTEND, [tx.organizationId, clusterId, validUntil === null ? null : timestamp(validUntil)]);
}

const SETTLE = /* sql */ `
update directory set dirty = false, valid_until = $3::timestamptz
where organization_id = $1 and cluster_id = $2 and (dirty or valid_until is distinct from $3::timestamptz)`;

/** Nothing is dirty, and posture says so. Last, because it waits for ingest's lock of the row. */
export async function settleCluster(
  tx: Transaction,
  clusterId: ClusterId,
  validUntil: Instant | null,
): Promise<void> {
  await tx.query(SETTLE, [tx.organizationId, clusterId, validUntil === null ? null : timestamp(validUntil)]);
}

const ANY_DIRTY = `select exists (select from dirty where organization_id = $1 and cluster_id = $2) as dirty`;

export async function anyDirty(tx: Transaction, clusterId: ClusterId): Promise<boolean> {
  const [row] = await tx.query<{ dirty: boolean }>(ANY_DIRTY, [tx.organizationId, clusterId]);
  return row?.dirty ?? false;
}

const KIND = `select kind from clusters where organization_id = $1 and cluster_id = $2`;

/** undefined: the cluster is gone. */
export async function clusterKind(
  tx: Transaction,
  clusterId: ClusterId,
): Promise<'kubernetes' | 'host' | undefined> {
  const [row] = await tx.query<{ kind: 'kubernetes' | 'host' }>(KIND, [tx.organizationId, clusterId]);
  return row?.kind;
}
