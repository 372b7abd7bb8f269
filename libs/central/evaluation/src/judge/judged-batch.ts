import { visitSubjects } from '@plimsoll/posture';
import type { ClusterId, Subject, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { loadDirty } from './dirty-batch.repository.js';
import type { DirtyBatch, DirtySubject } from './dirty-batch.repository.js';
import { SubjectJudge } from './judged-subject.js';
import type { JudgedSubject } from './judged-subject.js';

/** A subject whose judgement is not what is stored. */
export interface ChangedSubject {
  readonly before: DirtySubject;
  readonly after: JudgedSubject;
  readonly subject: Subject;
  /** False: it is gone. */
  readonly present: boolean;
}

/** Judged, and not written yet. */
export interface JudgedBatch extends DirtyBatch {
  readonly changed: readonly ChangedSubject[];
  /** Subjects with tombstones that were looked at. */
  readonly ended: readonly SubjectKey[];
}

/**
 * Reads and judges the next dirty subjects after a key, and writes nothing. Without the cluster's lock this is a guess:
 * facts may change and subjects may be judged meanwhile. Both show in the marks, which are read first.
 */
export async function readAndJudge(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: EvaluationCatalog,
  after: string,
): Promise<JudgedBatch> {
  const { subjects, marks } = await loadDirty(tx, clusterId, after);
  const stored = new Map(subjects.map((subject) => [subject.key, subject]));
  const changed: ChangedSubject[] = [];
  const ended: SubjectKey[] = [];
  const judge = new SubjectJudge(catalog);
  await visitSubjects(tx, clusterId, catalog, [...stored.keys()], (loaded) => {
    if (loaded.ended) ended.push(loaded.key);
    const before = stored.get(loaded.key);
    const after = before && judge.judge(loaded, before);
    const { subject, present } = loaded;
    if (before && after) changed.push({ before, after, subject, present });
  });
  return { subjects, marks, changed, ended };
}
