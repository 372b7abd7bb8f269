import type { ClusterId, Subject, SubjectKey } from '@plimsoll/model';
import { timestamp } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';

export interface SubjectWrite {
  readonly key: SubjectKey;
  readonly subject: Subject;
  readonly vector: Buffer;
  readonly findingDigests: Buffer;
}

const WRITE = /* sql */ `
insert into subjects (organization_id, cluster_id, subject_key, api_group, kind, namespace, name, vector, findings_digest,
                      first_seen_at, judged_at)
select $1::uuid, $2::uuid, key, api_group, kind, namespace, name, decode(vector, 'hex'), decode(digest, 'hex'),
       $4::timestamptz, $4::timestamptz
from json_to_recordset($3::json) as r(key text, api_group text, kind text, namespace text, name text, vector text, digest text)
on conflict (organization_id, cluster_id, subject_key) do update
set vector = excluded.vector, findings_digest = excluded.findings_digest, judged_at = excluded.judged_at`;

const NO_ROWS = '[]';

/** JSON for {@link writeSubjects}. */
export const subjectRows = (subjects: readonly SubjectWrite[]): string =>
  subjects.length === 0
    ? NO_ROWS
    : JSON.stringify(
        subjects.map(({ key, subject, vector, findingDigests }) => ({
          key,
          api_group: subject.group,
          kind: subject.kind,
          namespace: subject.namespace,
          name: subject.name,
          vector: vector.toString('hex'),
          digest: findingDigests.toString('hex'),
        })),
      );

/** The subjects whose judgement changed. */
export async function writeSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  rows: string,
  instant: Instant,
): Promise<void> {
  if (rows !== NO_ROWS) await tx.query(WRITE, [tx.organizationId, clusterId, rows, timestamp(instant)]);
}

const REMOVE = `delete from subjects where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[])`;

/** Subjects of which no fact is left. */
export async function removeSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  keys: readonly SubjectKey[],
): Promise<void> {
  if (keys.length > 0) await tx.query(REMOVE, [tx.organizationId, clusterId, keys]);
}
