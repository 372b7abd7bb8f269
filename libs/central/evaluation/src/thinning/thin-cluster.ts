import type { ClusterId } from '@plimsoll/model';
import { HISTORY, STEP_MS, millis, pruneChanges, pruneOutages, timestamp } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { lockCluster, probeOnly } from '../evaluated-cluster.js';
import { MOST_IN_A_MINUTE, thinBursts } from './thin-intervals.js';

interface History {
  readonly table: 'findings' | 'tallies' | 'posture';
  /** Its key after organization and cluster, as one text. */
  readonly key: string;
}

const HISTORIES: readonly History[] = [
  { table: 'findings', key: `encode(finding_id, 'hex')` },
  { table: 'tallies', key: `namespace || chr(1) || control` },
  { table: 'posture', key: `namespace || chr(1) || framework` },
];

/** Rows that one call removes of a table by age, at most. */
const MOST_REMOVED = 5_000;

/**
 * Bounded work: what one call leaves the next one does. Returns how many rows it removed. The lock that evaluation waits
 * for is taken only where there is something to remove, which is looked up again under it.
 */
export async function thinCluster(tx: Transaction, clusterId: ClusterId, now: Instant): Promise<number> {
  await probeOnly(tx);
  let removed = 0;
  for (const history of HISTORIES) {
    if ((await burstRows(tx, clusterId, history, now)).length > 0) {
      await lockCluster(tx, clusterId);
      removed += await removeBursts(tx, clusterId, history, now);
    }
    if ((await tx.query(anyByAge(history), byAgeParameters(tx, clusterId, now))).length > 0) {
      await lockCluster(tx, clusterId);
      removed += await removeByAge(tx, clusterId, history, now);
    }
  }
  await pruneChanges(tx, now);
  await pruneOutages(tx, clusterId, now - HISTORY.retentionMs);
  return removed;
}

/** The rule of `isKept` in SQL: closed rows that were in force at no boundary of their age, along the primary key. */
const goneByAge = ({ table }: History): string => /* sql */ `
with old as (
  select ctid, ${millis('opened_at')} as opened, ${millis('closed_at')} as closed,
         case when closed_at >= $4::timestamptz then $5::float8 else $6::float8 end as step
  from ${table}
  where organization_id = $1 and cluster_id = $2 and closed_at < $3::timestamptz
), gone as (
  select ctid from old where closed < $7::float8 or ceil(opened / step) * step >= closed limit ${MOST_REMOVED}
)`;

const byAge = (history: History): string =>
  `${goneByAge(history)} delete from ${history.table} where ctid in (select ctid from gone) returning 1`;
const anyByAge = (history: History): string => `${goneByAge(history)} select 1 from gone limit 1`;

const byAgeParameters = (
  { organizationId }: Transaction,
  clusterId: ClusterId,
  now: Instant,
): readonly unknown[] => [
  organizationId,
  clusterId,
  timestamp(now - HISTORY.exactMs),
  timestamp(now - HISTORY.hourMs),
  STEP_MS.hour,
  STEP_MS.day,
  now - HISTORY.retentionMs,
];

async function removeByAge(
  tx: Transaction,
  clusterId: ClusterId,
  history: History,
  now: Instant,
): Promise<number> {
  return (await tx.query(byAge(history), byAgeParameters(tx, clusterId, now))).length;
}

interface BurstRow {
  readonly key: string;
  readonly opened: Instant;
  readonly closed: Instant | null;
}

/** Keys that opened more rows in a minute than are kept, of the last exact days, along the primary key. */
const bursts = ({ table, key }: History): string => /* sql */ `
with rows as (
  select ${key} as key, ${millis('opened_at')} as opened, ${millis('closed_at')} as closed,
         count(*) over (partition by ${key}, date_trunc('minute', opened_at)) as in_minute
  from ${table}
  where organization_id = $1 and cluster_id = $2 and opened_at >= $3::timestamptz
    and opened_at < date_trunc('minute', $4::timestamptz)
)
select key, opened, closed from rows where in_minute > ${MOST_IN_A_MINUTE}
order by key, opened limit ${MOST_REMOVED}`;

const extend = ({ table, key }: History): string => /* sql */ `
update ${table} set closed_at = to_timestamp(r.closed / 1000.0)
from json_to_recordset($3::json) as r(key text, opened numeric, closed numeric)
where organization_id = $1 and cluster_id = $2 and ${key} = r.key and opened_at = to_timestamp(r.opened / 1000.0)`;

const remove = ({ table, key }: History): string => /* sql */ `
delete from ${table} using json_to_recordset($3::json) as r(key text, opened numeric)
where organization_id = $1 and cluster_id = $2 and ${key} = r.key and opened_at = to_timestamp(r.opened / 1000.0)`;

function burstRows(
  tx: Transaction,
  clusterId: ClusterId,
  history: History,
  now: Instant,
): Promise<BurstRow[]> {
  const parameters = [tx.organizationId, clusterId, timestamp(now - HISTORY.exactMs), timestamp(now)];
  return tx.query<BurstRow>(bursts(history), parameters);
}

async function removeBursts(
  tx: Transaction,
  clusterId: ClusterId,
  history: History,
  now: Instant,
): Promise<number> {
  const scope = [tx.organizationId, clusterId];
  const rows = await burstRows(tx, clusterId, history, now);
  const removed: { key: string; opened: Instant }[] = [];
  const extended: { key: string; opened: Instant; closed: Instant }[] = [];
  for (const [key, own] of Map.groupBy(rows, (row) => row.key)) {
    const thinned = thinBursts(
      own.map(({ opened, closed }) => ({ openedAt: opened, closedAt: closed ?? opened })),
    );
    removed.push(...thinned.remove.map(({ openedAt: opened }) => ({ key, opened })));
    extended.push(
      ...thinned.extend.map(({ interval, closedAt }) => ({
        key,
        opened: interval.openedAt,
        closed: closedAt,
      })),
    );
  }
  if (removed.length === 0) return 0;
  await tx.query(remove(history), [...scope, JSON.stringify(removed)]);
  await tx.query(extend(history), [...scope, JSON.stringify(extended)]);
  return removed.length;
}
