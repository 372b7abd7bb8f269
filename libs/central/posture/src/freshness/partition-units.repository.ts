import { isSourceId } from '@plimsoll/model';
import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { millis } from '../instant.js';
import type { PartitionUnit } from './partition-unit.js';

interface UnitRow {
  readonly cluster_id: ClusterId;
  readonly source: string;
  readonly partition: string;
  readonly state: PartitionUnit['state'];
  readonly reason: string | null;
  readonly completed_at: number | null;
  readonly confirmed_at: number | null;
}

/** By the primary key of `partitions`: (organization_id, cluster_id, ...). */
export const PARTITION_UNITS = /* sql */ `
select cluster_id, source, partition, state, reason,
       ${millis('completed_at')} as completed_at, ${millis('confirmed_at')} as confirmed_at
from partitions
where organization_id = $1 and cluster_id = any($2::uuid[])
order by cluster_id, source, partition`;

/** The units of each of the clusters; sources of a newer version than this one are left out. */
export async function loadUnits(
  tx: Transaction,
  clusterIds: readonly ClusterId[],
): Promise<ReadonlyMap<ClusterId, readonly PartitionUnit[]>> {
  const units = new Map<ClusterId, PartitionUnit[]>(clusterIds.map((id) => [id, []]));
  if (clusterIds.length === 0) return units;
  const rows = await tx.query<UnitRow>(PARTITION_UNITS, [tx.organizationId, clusterIds]);
  for (const { cluster_id, source, completed_at, confirmed_at, ...row } of rows) {
    if (!isSourceId(source)) continue;
    units.get(cluster_id)?.push({ ...row, source, completedAt: completed_at, confirmedAt: confirmed_at });
  }
  return units;
}
