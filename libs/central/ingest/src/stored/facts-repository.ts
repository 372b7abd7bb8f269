import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { factId, type FactRow } from '../ledger/fact-row.js';
import { binaryArray, ELEMENTS, textArray } from './binary-array.js';

interface StoredFact {
  readonly subject_key: string;
  readonly source: string;
  readonly partition: string;
  readonly digest: Buffer;
  readonly trim_version: number;
  readonly bodiless: boolean;
  readonly rejected: boolean;
}

const COLUMNS = `subject_key, source, partition, digest, trim_version, body is null as bodiless, rejection is not null as rejected`;

/**
 * By the primary key of facts, a probe for each subject, whatever the planner knows of the table: it has been filled a
 * second ago, perhaps. The shape forbids a pass over the cluster, and no other index fits (see facts_by_generation).
 */
export const FIND_FACTS = `select found.*
from (select unnest($3::text[]) as key, unnest($4::text[]) as source) as wanted
cross join lateral (
  select ${COLUMNS} from facts
  where organization_id = $1 and cluster_id = $2 and subject_key = wanted.key and facts.source = wanted.source
  limit 1
) as found`;

/** What is kept of these subjects, by `factId`. */
export async function findFacts(
  tx: Transaction,
  clusterId: ClusterId,
  wanted: readonly { readonly source: string; readonly key: string }[],
): Promise<Map<string, FactRow>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.query<StoredFact>(FIND_FACTS, [
    tx.organizationId,
    clusterId,
    textArray(wanted.map(({ key }) => key)),
    textArray(wanted.map(({ source }) => source)),
  ]);
  return new Map(rows.map((row) => [factId(row.source, row.subject_key), factRow(row)]));
}

/** Everything of a unit that is counted. Reads the cluster's part of facts; only where two roots differ. */
export async function findUnitFacts(
  tx: Transaction,
  clusterId: ClusterId,
  unit: { readonly source: string; readonly partition: string },
): Promise<readonly FactRow[]> {
  const rows = await tx.query<StoredFact>(
    `select ${COLUMNS} from facts
     where organization_id = $1 and cluster_id = $2 and source = $3 and partition = $4
       and (body is not null or rejection is not null)`,
    [tx.organizationId, clusterId, unit.source, unit.partition],
  );
  return rows.map(factRow);
}

/** Everything that was rejected; by the index `facts_rejected`. */
export async function findRejected(tx: Transaction, clusterId: ClusterId): Promise<readonly FactRow[]> {
  const rows = await tx.query<StoredFact>(
    `select ${COLUMNS} from facts where organization_id = $1 and cluster_id = $2 and rejection is not null`,
    [tx.organizationId, clusterId],
  );
  return rows.map(factRow);
}

function factRow(row: StoredFact): FactRow {
  const state = row.rejected ? 'rejected' : row.bodiless ? 'ended' : 'stored';
  const nothing = { body: null, rejection: null, dirty: false };
  const { source, partition, digest } = row;
  return {
    source,
    key: row.subject_key,
    partition,
    digest,
    trimVersion: row.trim_version,
    state,
    ...nothing,
  };
}

const MERGE = `insert into facts
  (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body, rejection)
select $1::uuid, $2::uuid, unnest($4::text[]), unnest($5::text[]), unnest($6::text[]), $3::bigint,
  unnest($7::smallint[]), unnest($8::bytea[]), unnest($9::text[]), unnest($10::text[])
on conflict (organization_id, cluster_id, subject_key, source) do update set
  partition = excluded.partition, generation = excluded.generation, trim_version = excluded.trim_version,
  digest = excluded.digest, body = excluded.body, rejection = excluded.rejection, changed_at = now()`;

/**
 * Writes the rows as they are, ended ones as tombstones, all of one generation. Expects them in the order of keys.
 * Bodies go as the bytes that were received. (COPY is no way into a table under row-level security; through a temporary
 * table every row is written twice.)
 */
export async function writeFacts(
  tx: Transaction,
  clusterId: ClusterId,
  generation: bigint,
  rows: readonly FactRow[],
): Promise<void> {
  for (const part of parts(rows))
    await tx.query(MERGE, [tx.organizationId, clusterId, generation.toString(), ...columns(part)]);
}

function columns(rows: readonly FactRow[]): readonly unknown[] {
  return [
    textArray(rows.map((row) => row.key)),
    textArray(rows.map((row) => row.source)),
    textArray(rows.map((row) => row.partition)),
    rows.map((row) => row.trimVersion),
    binaryArray(
      ELEMENTS.bytea,
      rows.map((row) => row.digest),
    ),
    binaryArray(
      ELEMENTS.text,
      rows.map((row) => row.body),
    ),
    textArray(rows.map((row) => row.rejection)),
  ];
}

/** Bounds what a statement makes Postgres hold at a time. */
const STATEMENT_BYTES = 8 * 1024 * 1024;

function* parts(rows: readonly FactRow[]): Iterable<readonly FactRow[]> {
  let from = 0;
  let bytes = 0;
  for (const [index, { body }] of rows.entries()) {
    bytes += body?.length ?? 0;
    if (bytes < STATEMENT_BYTES) continue;
    yield rows.slice(from, index + 1);
    from = index + 1;
    bytes = 0;
  }
  if (from < rows.length) yield rows.slice(from);
}
