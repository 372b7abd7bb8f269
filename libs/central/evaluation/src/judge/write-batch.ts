import { appendChange } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { lockCluster, readDirectory } from '../evaluated-cluster.js';
import type { ClusterAddress } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { cleanSubjects, removeTombstones } from './dirty-batch.repository.js';
import { findingChanges, findingIds } from './finding-changes.js';
import { writeFindings } from './findings.repository.js';
import type { JudgedBatch } from './judged-batch.js';
import { removeSubjects, writeSubjects } from './subjects.repository.js';
import { moveTallies } from './tallies.repository.js';
import { TallyChanges } from './tally-changes.js';

/** outdated: something was marked or judged since the batch was read. behind: a newer catalogue has taken over. */
export type Written = 'written' | 'outdated' | 'behind';

/** Writes what was judged and removes the rows of `dirty`, all in one transaction, or nothing. */
export async function writeBatch(
  tx: Transaction,
  cluster: ClusterAddress,
  catalog: EvaluationCatalog,
  batch: JudgedBatch,
  instant: Instant,
): Promise<Written> {
  const { clusterId } = cluster;
  await lockCluster(tx, clusterId);
  const directory = await readDirectory(tx, clusterId);
  if (directory === undefined || directory.coveredOrdinal > catalog.ordinal) return 'behind';
  if (!(await cleanSubjects(tx, clusterId, batch))) return 'outdated';
  const findings = await writeChanged(tx, cluster, catalog, batch, instant);
  await removeTombstones(tx, clusterId, batch.ended);
  if (batch.changed.length > 0)
    await appendChange(tx, { clusterId, changedAt: instant, findings, posture: false });
  return 'written';
}

/** @returns the ids of findings that were closed or opened */
async function writeChanged(
  tx: Transaction,
  cluster: ClusterAddress,
  catalog: EvaluationCatalog,
  { changed }: JudgedBatch,
  instant: Instant,
): Promise<readonly string[]> {
  if (changed.length === 0) return [];
  const { organizationId, clusterId } = cluster;
  const findings = findingChanges(changed, catalog, findingIds(organizationId, clusterId));
  await writeFindings(tx, clusterId, findings, instant);
  const tallies = new TallyChanges(catalog);
  for (const { before, after, subject } of changed)
    tallies.add(subject.namespace, before.vector, after.vector, before.cause);
  await moveTallies(tx, clusterId, tallies.moved, instant);
  const present = changed.filter((one) => one.present);
  const gone = changed.filter((one) => !one.present);
  await writeSubjects(
    tx,
    clusterId,
    present.map(({ subject, after }) => ({ ...after, subject })),
    instant,
  );
  await removeSubjects(
    tx,
    clusterId,
    gone.map(({ after }) => after.key),
  );
  return [...findings.close, ...findings.open.map(({ id }) => id)];
}
