import { NO_COUNTS, addCounts, subjectsIn } from '@plimsoll/model';
import type { ClusterId, VerdictCounts } from '@plimsoll/model';
import { timestamp } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import type { TallyChange } from './tally-changes.js';

interface TallyRow {
  readonly namespace: string;
  readonly control: string;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly not_applicable: number;
  readonly waived: number;
}

/** One probe of the partial index `tallies_open` for each pair. */
export const OPEN_TALLIES_OF = /* sql */ `
select t.namespace, t.control, t.pass, t.fail, t.unknown, t.not_applicable, t.waived
from unnest($3::text[], $4::text[]) w(namespace, control)
cross join lateral (
  select * from tallies
  where organization_id = $1 and cluster_id = $2 and namespace = w.namespace and control = w.control
    and closed_at is null limit 1
) t`;

/** Changes at one instant merge into the row that opened at it. By `tallies_open`. */
const CLOSE = /* sql */ `
with wanted as materialized (
  select found.row from unnest($3::text[], $4::text[]) w(namespace, control)
  cross join lateral (
    select ctid as row from tallies t
    where t.organization_id = $1 and t.cluster_id = $2 and t.namespace = w.namespace and t.control = w.control
      and t.closed_at is null limit 1
  ) found
),
merged as (
  delete from tallies where ctid = any(array(select row from wanted)) and opened_at >= $5::timestamptz
)
update tallies set closed_at = $5::timestamptz
where ctid = any(array(select row from wanted)) and opened_at < $5::timestamptz`;

const OPEN = /* sql */ `
insert into tallies (organization_id, cluster_id, namespace, control, opened_at, pass, fail, unknown, not_applicable, waived, cause)
select $1::uuid, $2::uuid, namespace, control, $4::timestamptz, pass, fail, unknown, not_applicable, waived, cause
from json_to_recordset($3::json) as r(namespace text, control text, pass integer, fail integer, unknown integer,
  not_applicable integer, waived integer, cause text)`;

/** Moves the tallies by the differences; a tally without subjects has no row. */
export async function moveTallies(
  tx: Transaction,
  clusterId: ClusterId,
  changes: readonly TallyChange[],
  instant: Instant,
): Promise<void> {
  if (changes.length === 0) return;
  const scope = [tx.organizationId, clusterId];
  const pairs = [changes.map(({ namespace }) => namespace), changes.map(({ control }) => control)];
  const open = await tx.query<TallyRow>(OPEN_TALLIES_OF, [...scope, ...pairs]);
  await tx.query(CLOSE, [...scope, ...pairs, timestamp(instant)]);
  const stored = new Map(open.map((row) => [`${row.namespace}\0${row.control}`, countsOf(row)]));
  const rows = changes.flatMap(({ namespace, control, difference, cause }) => {
    const { notApplicable, ...counts } = addCounts(
      stored.get(`${namespace}\0${control}`) ?? NO_COUNTS,
      difference,
    );
    const row = { namespace, control, ...counts, not_applicable: notApplicable, cause };
    return subjectsIn({ ...counts, notApplicable }) === 0 ? [] : [row];
  });
  if (rows.length > 0) await tx.query(OPEN, [...scope, JSON.stringify(rows), timestamp(instant)]);
}

const countsOf = ({
  pass,
  fail,
  unknown,
  not_applicable: notApplicable,
  waived,
}: TallyRow): VerdictCounts => ({
  pass,
  fail,
  unknown,
  notApplicable,
  waived,
});
