import { appendChange } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { lockCluster, readDirectory } from '../evaluated-cluster.js';
import type { ClusterAddress } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { cleanSubjects, removeTombstones } from './dirty-batch.repository.js';
import { writeFindings } from './findings.repository.js';
import type { BatchChanges, JudgedBatch } from './judged-batch.js';
import { removeSubjects, writeSubjects } from './subjects.repository.js';
import { moveTallies } from './tallies.repository.js';

/** outdated: something was marked or judged since the batch was read. behind: a newer catalogue has taken over. */
export type Written = 'written' | 'outdated' | 'behind';

export interface WriteOptions {
  readonly catalog: EvaluationCatalog;
  readonly batch: JudgedBatch;
  readonly instant: Instant;
  /**
   * What the plan covered of a cluster of which nothing had been covered before. While no other plan has covered more,
   * each subject is judged once, and no finding was ever opened before.
   */
  readonly firstGeneration?: number | undefined;
}

/** Writes what was judged and removes the rows of `dirty`, all in one transaction, or nothing. */
export async function writeBatch(
  tx: Transaction,
  cluster: ClusterAddress,
  { catalog, batch, instant, firstGeneration }: WriteOptions,
): Promise<Written> {
  const { clusterId } = cluster;
  await lockCluster(tx, clusterId);
  const directory = await readDirectory(tx, clusterId);
  if (directory === undefined || directory.coveredOrdinal > catalog.ordinal) return 'behind';
  if (!(await cleanSubjects(tx, clusterId, batch.keys, batch.marks))) return 'outdated';
  const { changes } = batch;
  const areNew = directory.coveredGeneration === firstGeneration;
  if (changes !== undefined) await writeChanges(tx, cluster, changes, { instant, areNew });
  await removeTombstones(tx, clusterId, batch.ended);
  if (changes !== undefined) {
    const { close, open } = changes.findings;
    await appendChange(tx, {
      clusterId,
      changedAt: instant,
      findings: [...close, ...open.ids],
      posture: false,
    });
  }
  return 'written';
}

async function writeChanges(
  tx: Transaction,
  { clusterId }: ClusterAddress,
  { findings, tallies, subjects, gone }: BatchChanges,
  { instant, areNew }: { readonly instant: Instant; readonly areNew: boolean },
): Promise<void> {
  await writeFindings(tx, clusterId, findings, { instant, areNew });
  await moveTallies(tx, clusterId, tallies, instant);
  await writeSubjects(tx, clusterId, subjects, instant);
  await removeSubjects(tx, clusterId, gone);
}
