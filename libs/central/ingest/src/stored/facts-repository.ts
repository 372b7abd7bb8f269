import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { factId, type FactRow } from '../ledger/fact-row.js';

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
 * What is kept of these subjects, by `factId`; perhaps of other sources too. By the primary key of facts. A table that
 * has just been filled has no statistics, and then the planner walks facts_by_generation instead: so the keys are one
 * array, which it hashes, and a call costs one walk at the most, not one for each key.
 */
export async function findFacts(
  tx: Transaction,
  clusterId: ClusterId,
  wanted: readonly { readonly source: string; readonly key: string }[],
): Promise<Map<string, FactRow>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.query<StoredFact>(
    `select ${COLUMNS} from facts
     where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[]) and source = any($4::text[])`,
    [
      tx.organizationId,
      clusterId,
      [...new Set(wanted.map(({ key }) => key))],
      [...new Set(wanted.map(({ source }) => source))],
    ],
  );
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

const CREATE = `create temporary table if not exists incoming_facts (
  subject_key text, source text, partition text, trim_version smallint, digest bytea, body text, rejection text
) on commit delete rows`;

const MERGE = `insert into facts
  (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body, rejection)
select $1::uuid, $2::uuid, subject_key, source, partition, $3::bigint, trim_version, digest, body, rejection
from incoming_facts
on conflict (organization_id, cluster_id, subject_key, source) do update set
  partition = excluded.partition, generation = excluded.generation, trim_version = excluded.trim_version,
  digest = excluded.digest, body = excluded.body, rejection = excluded.rejection, changed_at = now()`;

/** Writes the rows as they are, ended ones as tombstones, all of one generation. Expects them in the order of keys. */
export async function writeFacts(
  tx: Transaction,
  clusterId: ClusterId,
  generation: bigint,
  rows: readonly FactRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(CREATE);
  await tx.copyIn('copy incoming_facts from stdin', copyLines(rows));
  await tx.query(MERGE, [tx.organizationId, clusterId, generation.toString()]);
}

const CHUNK_CHARACTERS = 64 * 1024;

function* copyLines(rows: readonly FactRow[]): Iterable<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += copyLine(row);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function copyLine(row: FactRow): string {
  const digest = `\\\\x${Buffer.from(row.digest.buffer, row.digest.byteOffset, row.digest.length).toString('hex')}`;
  const head = `${escaped(row.key)}\t${escaped(row.source)}\t${escaped(row.partition)}`;
  return `${head}\t${row.trimVersion}\t${digest}\t${escaped(row.body)}\t${escaped(row.rejection)}\n`;
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string | null): string {
  if (text === null) return '\\N';
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => ESCAPES[found] ?? found) : text;
}
