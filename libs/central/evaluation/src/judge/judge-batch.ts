import { loadSubjects } from '@plimsoll/posture';
import type { Instant, LoadedSubject } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { lockCluster, notifyPosture, readDirectory } from '../evaluated-cluster.js';
import type { ClusterAddress } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { BATCH, cleanSubjects, loadDirty, removeTombstones } from './dirty-batch.repository.js';
import type { DirtySubject } from './dirty-batch.repository.js';
import { findingChanges, findingIds } from './finding-changes.js';
import type { ChangedSubject } from './finding-changes.js';
import { writeFindings } from './findings.repository.js';
import { judgeLoaded } from './judged-subject.js';
import type { JudgedSubject } from './judged-subject.js';
import { removeSubjects, writeSubjects } from './subjects.repository.js';
import { moveTallies } from './tallies.repository.js';
import { TallyChanges } from './tally-changes.js';

export interface BatchResult {
  readonly outcome: 'more' | 'done' | 'behind';
  readonly judged: number;
  /** Why they were judged: the weaker cause, catalogue, only when all were judged for it. */
  readonly cause: DirtySubject['cause'];
}

/** Step two (DESIGN section 7): judges at most 2,000 dirty subjects and removes their rows in the same transaction. */
export async function judgeBatch(
  tx: Transaction,
  cluster: ClusterAddress,
  catalog: EvaluationCatalog,
  instant: Instant,
): Promise<BatchResult> {
  const { clusterId } = cluster;
  await lockCluster(tx, clusterId);
  const directory = await readDirectory(tx, clusterId);
  if (directory === undefined || directory.coveredOrdinal > catalog.ordinal) {
    return { outcome: 'behind', judged: 0, cause: 'facts' };
  }
  const dirty = await loadDirty(tx, clusterId);
  if (dirty.length === 0) return { outcome: 'done', judged: 0, cause: 'facts' };
  const keys = dirty.map(({ key }) => key);
  const loaded = await loadSubjects(tx, clusterId, catalog, keys);
  await store(tx, cluster, catalog, comparedWith(dirty, loaded, catalog), instant);
  await cleanSubjects(tx, clusterId, keys);
  await removeTombstones(
    tx,
    clusterId,
    loaded.filter(({ ended }) => ended).map(({ key }) => key),
  );
  const cause = dirty.every((subject) => subject.cause === 'catalogue') ? 'catalogue' : 'facts';
  return { outcome: dirty.length < BATCH ? 'done' : 'more', judged: dirty.length, cause };
}

interface Compared {
  readonly before: DirtySubject;
  readonly loaded: LoadedSubject;
  readonly after: JudgedSubject;
}

/** The subjects whose judgement is not what is stored. */
function comparedWith(
  dirty: readonly DirtySubject[],
  loaded: readonly LoadedSubject[],
  catalog: EvaluationCatalog,
): readonly Compared[] {
  const stored = new Map(dirty.map((subject) => [subject.key, subject]));
  return loaded.flatMap((subject) => {
    const before = stored.get(subject.key);
    if (before === undefined) return [];
    const after = judgeLoaded(subject, catalog);
    return differs(before, after, subject) ? [{ before, loaded: subject, after }] : [];
  });
}

function differs(before: DirtySubject, after: JudgedSubject, { present }: LoadedSubject): boolean {
  if (before.vector === undefined || !present) return before.vector !== undefined || present;
  return !before.findingDigests.equals(after.findingDigests) || !before.vector.equals(after.vector);
}

async function store(
  tx: Transaction,
  cluster: ClusterAddress,
  catalog: EvaluationCatalog,
  compared: readonly Compared[],
  instant: Instant,
): Promise<void> {
  if (compared.length === 0) return;
  const { organizationId, clusterId } = cluster;
  const changed = compared.map(({ before, after, loaded }): ChangedSubject => ({
    before,
    after,
    namespace: loaded.subject.namespace,
  }));
  await writeFindings(
    tx,
    clusterId,
    findingChanges(changed, catalog, findingIds(organizationId, clusterId)),
    instant,
  );
  const tallies = new TallyChanges(catalog);
  for (const { before, after, namespace } of changed)
    tallies.add(namespace, before.vector, after.vector, before.cause);
  await moveTallies(tx, clusterId, tallies.moved, instant);
  const present = compared.filter(({ loaded }) => loaded.present);
  await writeSubjects(
    tx,
    clusterId,
    present.map(({ loaded, after }) => ({ ...after, subject: loaded.subject })),
    instant,
  );
  await removeSubjects(
    tx,
    clusterId,
    compared.filter(({ loaded }) => !loaded.present).map(({ after }) => after.key),
  );
  await notifyPosture(tx, cluster);
}
