import { storedBody } from '@plimsoll/model';
import type { ClusterId, FactBody, SourceId, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';

export interface FactKey {
  readonly clusterId: ClusterId;
  readonly key: SubjectKey;
  readonly source: SourceId;
}

/** What a source says of a subject at present. */
export interface StoredFact extends FactKey {
  readonly partition: string;
  readonly body: FactBody;
  readonly changedAt: Instant;
}

interface FactRow {
  readonly cluster_id: ClusterId;
  readonly subject_key: SubjectKey;
  readonly source: SourceId;
  readonly partition: string;
  readonly body: string;
  readonly changed: Instant;
}

/** By the primary key of `facts`. Ended and rejected facts have no body. */
export const FACTS_BY_KEY = /* sql */ `
select f.cluster_id, f.subject_key, f.source, f.partition, f.body, ${millis('f.changed_at')} as changed
from unnest($2::uuid[], $3::text[], $4::text[]) asked(cluster_id, subject_key, source)
join facts f on f.organization_id = $1 and f.cluster_id = asked.cluster_id
  and f.subject_key = asked.subject_key and f.source = asked.source
where f.body is not null`;

/** Those of the facts that are there, in no order. */
export async function factsByKey(tx: Transaction, keys: readonly FactKey[]): Promise<readonly StoredFact[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<FactRow>(FACTS_BY_KEY, [
    tx.organizationId,
    keys.map(({ clusterId }) => clusterId),
    keys.map(({ key }) => key),
    keys.map(({ source }) => source),
  ]);
  return rows.map((row) => ({
    clusterId: row.cluster_id,
    key: row.subject_key,
    source: row.source,
    partition: row.partition,
    body: storedBody(row.body),
    changedAt: row.changed,
  }));
}
