import { sourceDefinition } from '@plimsoll/model';
import type { ClusterId, SourceId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { inForce, millis, timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import type { PartitionUnit } from './partition-unit.js';
import { loadUnits } from './partition-units.repository.js';

interface Outage {
  readonly cluster_id: ClusterId;
  readonly source: string;
  readonly partition: string;
  readonly opened_at: Instant;
}

/** By the primary key of `outages`: (organization_id, cluster_id, ...), of which there are few. */
export const OUTAGES_AT = /* sql */ `
select cluster_id, source, partition, ${millis('opened_at')} as opened_at from outages o
where o.organization_id = $1 and o.cluster_id = any($2::uuid[]) and ${inForce('o', '$3')}`;

/**
 * The units as they were at an instant of the past: stale where posture took them for stale then. Of all others they
 * were confirmed in time, unless nothing has confirmed them since.
 */
export async function loadUnitsAt(
  tx: Transaction,
  clusterIds: readonly ClusterId[],
  at: Instant,
): Promise<ReadonlyMap<ClusterId, readonly PartitionUnit[]>> {
  const units = await loadUnits(tx, clusterIds);
  if (clusterIds.length === 0) return units;
  const rows = await tx.query<Outage>(OUTAGES_AT, [tx.organizationId, clusterIds, timestamp(at)]);
  const since = new Map(rows.map((row) => [`${row.cluster_id} ${keyOf(row)}`, row.opened_at]));
  return new Map(
    [...units].map(([id, own]) => [
      id,
      own.map((unit) => unitAt(unit, since.get(`${id} ${keyOf(unit)}`), at)),
    ]),
  );
}

function unitAt(unit: PartitionUnit, staleSince: Instant | undefined, at: Instant): PartitionUnit {
  if (unit.completedAt === null || unit.confirmedAt === null) return unit;
  const confirmedAt =
    staleSince === undefined
      ? Math.min(unit.confirmedAt, at)
      : staleSince - sourceDefinition(unit.source).freshness.maxAgeSeconds * 1000;
  return { ...unit, state: 'complete', reason: null, confirmedAt };
}

const keyOf = ({ source, partition }: { readonly source: string; readonly partition: string }): string =>
  `${source}\0${partition}`;

const CLOSE = /* sql */ `
update outages o set closed_at = greatest(opened_at, $5::timestamptz)
where o.organization_id = $1 and o.cluster_id = $2 and o.closed_at is null
  and (o.source, o.partition) not in (select unnest($3::text[]), unnest($4::text[]))`;

const OPEN = /* sql */ `
insert into outages (organization_id, cluster_id, source, partition, opened_at)
select $1, $2, source, partition, $5::timestamptz from unnest($3::text[], $4::text[]) u(source, partition)
on conflict do nothing`;

/** From the instant on exactly these are stale. By the index `outages_open`. */
export async function recordOutages(
  tx: Transaction,
  clusterId: ClusterId,
  stale: readonly { readonly source: SourceId; readonly partition: string }[],
  instant: Instant,
): Promise<void> {
  const names = [stale.map(({ source }) => source), stale.map(({ partition }) => partition)];
  const parameters = [tx.organizationId, clusterId, ...names, timestamp(instant)];
  await tx.query(CLOSE, parameters);
  if (stale.length > 0) await tx.query(OPEN, parameters);
}

const PRUNE = `delete from outages where organization_id = $1 and cluster_id = $2 and closed_at < $3::timestamptz`;

/** What was over before the instant. */
export async function pruneOutages(tx: Transaction, clusterId: ClusterId, before: Instant): Promise<void> {
  await tx.query(PRUNE, [tx.organizationId, clusterId, timestamp(before)]);
}
