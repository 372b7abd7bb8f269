import type { Derivation, DerivedFact, DerivedId, DerivedKey } from '@plimsoll/engine';
import { isSourceId, parseSubjectKey } from '@plimsoll/model';
import type { ClusterId, Fact, FactBody, SourceId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';

/** Along the primary key of `facts`, whose last column is the source. */
export const FACTS_OF_SOURCES = /* sql */ `
select subject_key, source, partition, body from facts
where organization_id = $1 and cluster_id = $2 and source = any($3::text[]) and body is not null`;

interface FactRow {
  readonly subject_key: SubjectKey;
  readonly source: string;
  readonly partition: string;
  readonly body: string;
}

/** By ranges of the primary key of `facts`, a range for each beginning of a subject's key. */
export const FACTS_WITHIN = /* sql */ `
select f.subject_key, f.source, f.partition, f.body
from unnest($4::text[]) wanted(prefix)
cross join lateral (
  select * from facts
  where organization_id = $1 and cluster_id = $2 and source = $3 and body is not null
    and subject_key >= wanted.prefix collate "C" and subject_key < (wanted.prefix || chr(1114111)) collate "C"
) f`;

/** The facts in one cluster that a derivation reads. */
export async function factsOfDerivation(
  tx: Transaction,
  clusterId: ClusterId,
  { sources, within = {} }: Derivation,
): Promise<ReadonlyMap<SourceId, readonly Fact[]>> {
  const facts = new Map<SourceId, Fact[]>(sources.map((source) => [source, []]));
  const whole = sources.filter((source) => within[source] === undefined);
  const rows = whole.length === 0 ? [] : await rowsOf(tx, FACTS_OF_SOURCES, clusterId, whole);
  for (const source of sources) {
    const prefixes = within[source];
    if (prefixes !== undefined) rows.push(...(await rowsOf(tx, FACTS_WITHIN, clusterId, source, prefixes)));
  }
  for (const row of rows) {
    const subject = parseSubjectKey(row.subject_key);
    if (subject === undefined || !isSourceId(row.source)) continue;
    const body: FactBody = JSON.parse(row.body); // ingest has checked it
    facts.get(row.source)?.push({ source: row.source, partition: row.partition, subject, body });
  }
  return facts;
}

const rowsOf = async (
  tx: Transaction,
  query: string,
  clusterId: ClusterId,
  ...parameters: readonly unknown[]
): Promise<FactRow[]> => [...(await tx.query<FactRow>(query, [tx.organizationId, clusterId, ...parameters]))];

const DIGESTS = `select key, digest from derived where organization_id = $1 and cluster_id = $2 and derivation = $3`;

export async function derivedDigests(
  tx: Transaction,
  clusterId: ClusterId,
  derivation: DerivedId,
): Promise<ReadonlyMap<DerivedKey, { readonly digest: Uint8Array }>> {
  const rows = await tx.query<{ key: string; digest: Buffer }>(DIGESTS, [
    tx.organizationId,
    clusterId,
    derivation,
  ]);
  return new Map(rows.map(({ key, digest }) => [key, { digest }]));
}

const REMOVE = /* sql */ `
delete from derived
where organization_id = $1 and cluster_id = $2 and derivation = $3 and key = any($4::text[])`;
const WRITE = /* sql */ `
insert into derived (organization_id, cluster_id, derivation, key, digest, value)
select $1::uuid, $2::uuid, $3, key, decode(digest, 'hex'), value
from json_to_recordset($4::json) as r(key text, digest text, value text)
on conflict (organization_id, cluster_id, derivation, key) do update set digest = excluded.digest, value = excluded.value`;

/** Brings the rows of the changed keys to what was derived. */
export async function writeDerived(
  tx: Transaction,
  clusterId: ClusterId,
  derivation: DerivedId,
  keys: ReadonlySet<DerivedKey>,
  derived: ReadonlyMap<DerivedKey, DerivedFact>,
): Promise<void> {
  const gone = [...keys].filter((key) => !derived.has(key));
  const rows = [...keys].flatMap((key) => {
    const fact = derived.get(key);
    return fact === undefined
      ? []
      : [{ key, digest: Buffer.from(fact.digest).toString('hex'), value: JSON.stringify(fact.value) }];
  });
  if (gone.length > 0) await tx.query(REMOVE, [tx.organizationId, clusterId, derivation, gone]);
  if (rows.length > 0)
    await tx.query(WRITE, [tx.organizationId, clusterId, derivation, JSON.stringify(rows)]);
}
