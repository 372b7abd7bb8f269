import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { unitId, UnitLedger, type UnitSnapshot } from '../ledger/unit-ledger.js';
import { findRejected } from './facts-repository.js';
import { findUnits, writeUnits } from './units-repository.js';

/** Adds nothing to a bucket, and is no fact's digest: what is rejected goes on to be kept and is not counted. */
const NO_DIGEST = new Uint8Array(16);

/**
 * All units of the cluster. What another version rejected is not counted any more, so that roots differ and the agent
 * is asked for it again; until it answers, verdicts stay `unknown: rejected`. Expects the lock of the directory row.
 */
export async function takeUnits(
  tx: Transaction,
  clusterId: ClusterId,
  intake: string,
): Promise<readonly UnitSnapshot[]> {
  const units = await findUnits(tx, clusterId);
  const taken = await tx.query<{ source: string; partition: string; rejected: number }>(TAKE, [
    tx.organizationId,
    clusterId,
    intake,
  ]);
  const doubtful = new Set(taken.filter(({ rejected }) => rejected > 0).map(unitId));
  if (doubtful.size === 0) return units;
  const forgotten = await forget(
    tx,
    clusterId,
    units.filter((unit) => doubtful.has(unitId(unit))),
  );
  await writeUnits(tx, clusterId, [...forgotten.values()], intake);
  return units.map((unit) => forgotten.get(unitId(unit)) ?? unit);
}

/** By the primary key of `partitions`. Writes once a version. */
const TAKE = `update partitions set intake = $3
where organization_id = $1 and cluster_id = $2 and intake <> $3 returning source, partition, rejected`;

/** By the index `facts_rejected`. */
const FORGET = `update facts set digest = $5::bytea
where organization_id = $1 and cluster_id = $2 and rejection is not null
  and (source, partition) in (select unnest($3::text[]), unnest($4::text[]))`;

async function forget(
  tx: Transaction,
  clusterId: ClusterId,
  units: readonly UnitSnapshot[],
): Promise<ReadonlyMap<string, UnitSnapshot>> {
  const ledgers = new Map(units.map((unit) => [unitId(unit), new UnitLedger(unit, false)]));
  for (const row of await findRejected(tx, clusterId)) {
    const ledger = ledgers.get(unitId(row));
    ledger?.discount(row);
    ledger?.count({ ...row, digest: NO_DIGEST });
  }
  const names = [units.map(({ source }) => source), units.map(({ partition }) => partition)];
  await tx.query(FORGET, [tx.organizationId, clusterId, ...names, Buffer.from(NO_DIGEST)]);
  return new Map([...ledgers].map(([id, ledger]) => [id, ledger.snapshot()]));
}
