import { subjectSources } from '@plimsoll/engine';
import type { ClusterId } from '@plimsoll/model';
import { collectionAt, loadUnits } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { lockCluster, readDirectory } from '../evaluated-cluster.js';
import type { DirectoryRow } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { catalogChanges, closeRemovedControls, recordCatalog } from './catalog-changes.repository.js';
import { deriveAgain } from './derive-again.js';
import { changedSources, markChanged, markSources } from './dirty.repository.js';
import { markOwned } from './mark-owned.js';

/** gone: no such active cluster. behind: a newer catalogue has judged it. idle: nothing is dirty. */
export type Plan = 'gone' | 'behind' | 'idle' | DirtyPlan;

export interface DirtyPlan {
  /**
   * Dirty by the catalogue alone, of which perhaps only frameworks changed, so that posture moves though no subject is
   * judged.
   */
  readonly upgradedOnly: boolean;
  /** The generation that was covered, when nothing of the cluster had been covered before. */
  readonly firstGeneration: number | undefined;
}

/**
 * Step one (DESIGN section 7): whole generations, a raised ordinal and changed derived facts become rows of `dirty`,
 * and what they cover is stored in the same transaction.
 */
export async function planCluster(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: EvaluationCatalog,
  instant: Instant,
): Promise<Plan> {
  await lockCluster(tx, clusterId);
  const row = await readDirectory(tx, clusterId);
  if (row === undefined || row.state !== 'active') return 'gone';
  if (row.coveredOrdinal > catalog.ordinal) return 'behind';
  const upgraded = row.coveredOrdinal < catalog.ordinal;
  const moved = row.coveredGeneration < row.generation;
  if (moved) {
    await markChanged(tx, clusterId, row.coveredGeneration, row.generation);
    if (!isNew(row)) await markOwned(tx, clusterId, row.coveredGeneration, row.generation);
  }
  if (upgraded) await markUpgrade(tx, clusterId, catalog, row, instant);
  const units = (await loadUnits(tx, [clusterId])).get(clusterId) ?? [];
  const { complete } = collectionAt(units, instant);
  const changed = upgraded
    ? 'all'
    : await changedSources(tx, clusterId, row.coveredGeneration, row.generation);
  const { coveredGeneration: from, generation: to } = row;
  const derived = await deriveAgain(tx, { clusterId, catalog, changed, from, to, complete });
  if (moved || upgraded || derived) await coverUpTo(tx, clusterId, row.generation, catalog.ordinal);
  if (!moved && !upgraded && !derived && !row.dirty) return 'idle';
  return {
    upgradedOnly: upgraded && !moved && !row.dirty && !isNew(row),
    firstGeneration: isNew(row) ? row.generation : undefined,
  };
}

/** Never evaluated: whatever it has is marked as changed. */
const isNew = (row: DirectoryRow): boolean => row.coveredGeneration === 0;

async function markUpgrade(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: EvaluationCatalog,
  row: DirectoryRow,
  instant: Instant,
): Promise<void> {
  await recordCatalog(tx, catalog);
  if (isNew(row)) return;
  const { changed, mayLack } = await catalogChanges(tx, catalog, row.coveredOrdinal);
  const sources = [...new Set(changed.flatMap(subjectSources))];
  await markSources(tx, clusterId, sources, row.coveredOrdinal === 0 ? 'facts' : 'catalogue');
  if (mayLack) await closeRemovedControls(tx, clusterId, catalog, instant);
}

/** Last, because it waits for ingest's lock of the row. `dirty` stays until posture is written. */
const COVER = /* sql */ `
update directory set covered_generation = $3, covered_ordinal = $4, dirty = true
where organization_id = $1 and cluster_id = $2`;

async function coverUpTo(
  tx: Transaction,
  clusterId: ClusterId,
  generation: number,
  ordinal: number,
): Promise<void> {
  await tx.query(COVER, [tx.organizationId, clusterId, generation, ordinal]);
}
