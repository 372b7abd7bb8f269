import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { UnitSnapshot } from '../ledger/unit-ledger.js';

interface StoredUnit extends Omit<UnitSnapshot, 'completedAt' | 'confirmedAt' | 'reading'> {
  readonly read_objects: number | null;
  readonly read_expected: number | null;
  readonly read_elapsed_ms: number | null;
  readonly read_told_at: Date | null;
  readonly completed_at: Date | null;
  readonly confirmed_at: Date | null;
}

/** All units of the cluster; primary key of partitions. */
export async function findUnits(tx: Transaction, clusterId: ClusterId): Promise<readonly UnitSnapshot[]> {
  const rows = await tx.query<StoredUnit>(
    `select source, partition, state, reason, completed_at, confirmed_at, facts, rejected, buckets,
            read_objects, read_expected, read_elapsed_ms::float8 as read_elapsed_ms, read_told_at
     from partitions where organization_id = $1 and cluster_id = $2`,
    [tx.organizationId, clusterId],
  );
  return rows.map(
    ({
      completed_at,
      confirmed_at,
      read_objects,
      read_expected,
      read_elapsed_ms,
      read_told_at,
      ...unit
    }) => ({
      ...unit,
      completedAt: completed_at?.getTime() ?? null,
      confirmedAt: confirmed_at?.getTime() ?? null,
      reading:
        read_objects === null
          ? null
          : {
              read: read_objects,
              expected: read_expected,
              elapsedMs: read_elapsed_ms ?? 0,
              toldAt: read_told_at?.getTime() ?? 0,
            },
    }),
  );
}

/** @param intake the rules by which their facts were taken or rejected */
export async function writeUnits(
  tx: Transaction,
  clusterId: ClusterId,
  units: readonly UnitSnapshot[],
  intake: string,
): Promise<void> {
  if (units.length === 0) return;
  const sorted = [...units].sort((left, right) => (unitName(left) < unitName(right) ? -1 : 1));
  await tx.query(
    `insert into partitions (organization_id, cluster_id, source, partition, state, reason, completed_at, confirmed_at, facts, rejected, buckets,
       read_objects, read_expected, read_elapsed_ms, read_told_at, intake)
     select $1, $2, *, $16 from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::int[], $10::int[], $11::bytea[],
       $12::int[], $13::int[], $14::bigint[], $15::timestamptz[])
     on conflict (organization_id, cluster_id, source, partition) do update set
       state = excluded.state, reason = excluded.reason, completed_at = excluded.completed_at,
       confirmed_at = excluded.confirmed_at, facts = excluded.facts, rejected = excluded.rejected, buckets = excluded.buckets,
       read_objects = excluded.read_objects, read_expected = excluded.read_expected,
       read_elapsed_ms = excluded.read_elapsed_ms, read_told_at = excluded.read_told_at,
       intake = excluded.intake`,
    [
      tx.organizationId,
      clusterId,
      sorted.map((unit) => unit.source),
      sorted.map((unit) => unit.partition),
      sorted.map((unit) => unit.state),
      sorted.map((unit) => unit.reason),
      sorted.map((unit) => timestamp(unit.completedAt)),
      sorted.map((unit) => timestamp(unit.confirmedAt)),
      sorted.map((unit) => unit.facts),
      sorted.map((unit) => unit.rejected),
      sorted.map((unit) => Buffer.from(unit.buckets)),
      sorted.map(({ reading }) => reading?.read ?? null),
      sorted.map(({ reading }) => reading?.expected ?? null),
      sorted.map(({ reading }) => reading?.elapsedMs ?? null),
      sorted.map(({ reading }) => timestamp(reading?.toldAt ?? null)),
      intake,
    ],
  );
}

const timestamp = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const unitName = (unit: UnitSnapshot): string => `${unit.source}\n${unit.partition}`;
