import type { DerivedFact, DerivedId, DerivedKey } from '@plimsoll/engine';
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

/** All facts of the sources in one cluster: what a derivation reads. */
export async function factsOfSources(
  tx: Transaction,
  clusterId: ClusterId,
  sources: readonly SourceId[],
): Promise<ReadonlyMap<SourceId, readonly Fact[]>> {
  const facts = new Map<SourceId, Fact[]>(sources.map((source) => [source, []]));
  for (const row of await tx.query<FactRow>(FACTS_OF_SOURCES, [tx.organizationId, clusterId, sources])) {
    const subject = parseSubjectKey(row.subject_key);
    if (subject === undefined || !isSourceId(row.source)) continue;
    const body: FactBody = JSON.parse(row.body); // ingest has checked it
    facts.get(row.source)?.push({ source: row.source, partition: row.partition, subject, body });
  }
  return facts;
}

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
