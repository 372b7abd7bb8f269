import { visitSubjects } from '@plimsoll/posture';
import type { Subject, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { ClusterAddress } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { BATCH, loadDirty } from './dirty-batch.repository.js';
import type { DirtySubject, SubjectRange } from './dirty-batch.repository.js';
import { findingChanges, findingIds } from './finding-changes.js';
import type { FindingChanges } from './finding-changes.js';
import { SubjectJudge } from './judged-subject.js';
import type { JudgedSubject } from './judged-subject.js';
import { subjectRows } from './subjects.repository.js';
import { TallyChanges } from './tally-changes.js';
import type { TallyChange } from './tally-changes.js';

/** A subject whose judgement is not what is stored. */
export interface ChangedSubject {
  readonly before: DirtySubject;
  readonly after: JudgedSubject;
  readonly subject: Subject;
  /** False: it is gone. */
  readonly present: boolean;
}

/** What has to be written for the subjects whose judgement changed. */
export interface BatchChanges {
  readonly findings: FindingChanges;
  readonly tallies: readonly TallyChange[];
  /** JSON for the rows of `subjects`. */
  readonly subjects: string;
  readonly gone: readonly SubjectKey[];
}

/** Judged, and not written yet. Plain data, so that it can come from another thread. */
export interface JudgedBatch {
  /** In their order; what tells later that none of them was marked or judged meanwhile are their marks. */
  readonly keys: readonly SubjectKey[];
  readonly marks: readonly string[];
  /** The weaker cause, catalogue, only when all were judged for it; undefined when none was. */
  readonly cause: DirtySubject['cause'] | undefined;
  readonly changes: BatchChanges | undefined;
  /** Subjects with tombstones that were looked at. */
  readonly ended: readonly SubjectKey[];
}

/**
 * Reads and judges the first dirty subjects of a range, and writes nothing. Without the cluster's lock this is a guess:
 * facts may change and subjects may be judged meanwhile. Both show in the marks, which are read first.
 */
export async function readAndJudge(
  tx: Transaction,
  cluster: ClusterAddress,
  catalog: EvaluationCatalog,
  range: SubjectRange,
): Promise<JudgedBatch> {
  const { subjects, marks } = await loadDirty(tx, cluster.clusterId, range);
  const stored = new Map(subjects.map((subject) => [subject.key, subject]));
  const keys = [...stored.keys()];
  const changed: ChangedSubject[] = [];
  const ended: SubjectKey[] = [];
  const judge = new SubjectJudge(catalog);
  await visitSubjects(tx, cluster.clusterId, catalog, keys, (loaded) => {
    if (loaded.ended) ended.push(loaded.key);
    const before = stored.get(loaded.key);
    const after = before && judge.judge(loaded, before);
    const { subject, present } = loaded;
    if (before && after) changed.push({ before, after, subject, present });
  });
  return { keys, marks, cause: causeOf(subjects), changes: changesOf(cluster, catalog, changed), ended };
}

/** What a full batch has left of its range; undefined: nothing. */
export function restOf(
  { upTo }: SubjectRange,
  { keys }: Pick<JudgedBatch, 'keys'>,
): SubjectRange | undefined {
  const last = keys.at(-1);
  if (last === undefined || keys.length < BATCH || last === upTo) return undefined;
  return upTo === undefined ? { after: last } : { after: last, upTo };
}

function causeOf(subjects: readonly DirtySubject[]): JudgedBatch['cause'] {
  if (subjects.length === 0) return undefined;
  return subjects.some(({ cause }) => cause === 'facts') ? 'facts' : 'catalogue';
}

function changesOf(
  { organizationId, clusterId }: ClusterAddress,
  catalog: EvaluationCatalog,
  changed: readonly ChangedSubject[],
): BatchChanges | undefined {
  if (changed.length === 0) return undefined;
  const tallies = new TallyChanges(catalog);
  for (const { before, after, subject } of changed)
    tallies.add(subject.namespace, before.vector, after.vector, before.cause);
  const present = changed.filter((one) => one.present);
  return {
    findings: findingChanges(changed, catalog, findingIds(organizationId, clusterId)),
    tallies: tallies.moved,
    subjects: subjectRows(present.map(({ subject, after }) => ({ ...after, subject }))),
    gone: changed.filter((one) => !one.present).map(({ after }) => after.key),
  };
}
