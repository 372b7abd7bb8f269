import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';

/** What is known of how much of a (source, partition) was read. */
export interface Reading {
  readonly facts: number;
  /** Of a list on its way; null: none is. */
  readonly objects: number | null;
  readonly expected: number | null;
  readonly elapsedMs: number | null;
  readonly toldAt: Instant | null;
}

/** By the primary key of `partitions`. */
export const READINGS = /* sql */ `
select source || ' ' || partition as key, facts, read_objects as objects, read_expected as expected,
       read_elapsed_ms::float8 as "elapsedMs", ${millis('read_told_at')} as "toldAt"
from partitions where organization_id = $1 and cluster_id = $2`;

/** By `source partition`. */
export async function loadReadings(
  tx: Transaction,
  clusterId: ClusterId,
): Promise<ReadonlyMap<string, Reading>> {
  const rows = await tx.query<Reading & { readonly key: string }>(READINGS, [tx.organizationId, clusterId]);
  return new Map(rows.map(({ key, ...reading }) => [key, reading]));
}
