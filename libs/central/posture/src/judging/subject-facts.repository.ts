import { isSourceId } from '@plimsoll/model';
import type { ClusterId, FactBody, SourceId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';

/** What the store holds of one subject, bodies parsed once. */
export interface StoredFacts {
  readonly facts: Partial<Record<SourceId, FactBody>>;
  readonly rejected: Set<SourceId>;
  /** It has a fact, be it one that no control reads. */
  present: boolean;
  /** A fact of it ended and its tombstone is still there. */
  ended: boolean;
}

interface FactRow {
  readonly subject_key: SubjectKey;
  readonly source: string;
  readonly body: string | null;
  readonly present: boolean;
  readonly rejected: boolean;
}

/** By the primary key of `facts`. Bodies that nobody reads stay where they are. */
export const FACTS_OF_SUBJECTS = /* sql */ `
select subject_key, source, case when source = any($4::text[]) then body end as body, body is not null as present,
       rejection is not null as rejected
from facts
where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[])`;

/** The facts of all the subjects in one query, bodies of the read sources only. A subject without any row is left out. */
export async function loadFacts(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
  readSources: readonly SourceId[],
): Promise<ReadonlyMap<SubjectKey, StoredFacts>> {
  const subjects = new Map<SubjectKey, StoredFacts>();
  if (keys.length === 0) return subjects;
  const parameters = [tx.organizationId, clusterId, keys, readSources];
  const rows = await tx.query<FactRow>(FACTS_OF_SUBJECTS, parameters);
  for (const row of rows) {
    const stored = subjects.get(row.subject_key) ?? {
      facts: {},
      rejected: new Set<SourceId>(),
      present: false,
      ended: false,
    };
    subjects.set(row.subject_key, stored);
    take(stored, row);
  }
  return subjects;
}

function take(stored: StoredFacts, { source, body, present, rejected }: FactRow): void {
  if (!isSourceId(source)) return;
  if (rejected) stored.rejected.add(source);
  else if (present) stored.present = true;
  else stored.ended = true;
  if (body !== null && !rejected) stored.facts[source] = parseStored(body);
}

/** Ingest has parsed and checked every body before it stored it; the shape is trusted here. */
const parseStored = (body: string): FactBody => {
  const parsed: FactBody = JSON.parse(body);
  return parsed;
};

/** By the primary key of `facts`. */
export const KNOWN_SUBJECTS = /* sql */ `
select distinct subject_key from facts
where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[])
  and (body is not null or rejection is not null)`;

/** Which of the subjects have a fact. A key with a NUL, which an owner's name may hold, is never among them. */
export async function knownSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
): Promise<ReadonlySet<SubjectKey>> {
  const storable = keys.filter((key) => !key.includes('\0'));
  if (storable.length === 0) return new Set();
  const rows = await tx.query<{ subject_key: SubjectKey }>(KNOWN_SUBJECTS, [
    tx.organizationId,
    clusterId,
    storable,
  ]);
  return new Set(rows.map((row) => row.subject_key));
}
