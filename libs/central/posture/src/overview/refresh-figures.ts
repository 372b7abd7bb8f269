import type { ClusterKind } from '@plimsoll/engine';
import type { ClusterId, FrameworkId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { composePosture } from '../composition/compose-posture.js';
import type { ComposedPosture } from '../composition/compose-posture.js';
import { loadPostureInput } from '../composition/posture-input.repository.js';
import { collectionAt } from '../freshness/freshness.js';
import type { CollectionState } from '../freshness/freshness.js';
import type { PartitionUnit } from '../freshness/partition-unit.js';
import type { Point } from '../history/resolution.js';
import type { PostureCatalog } from '../posture-catalog.js';
import type { PostureFigures } from './posture-row.js';

/** An instant to answer for; `past`: not the present one, of which the partitions tell. */
export interface Asked extends Point {
  readonly past: boolean;
}

/**
 * Whether time alone may have changed a row: it expired, or it was made while something was stale that may be fresh by
 * now. That only holds for the present: what the partitions say today does not undo an outage of the past.
 */
export const mayHaveChanged = (
  row: Pick<PostureFigures, 'validUntil' | 'freshness'>,
  { at, past }: Asked,
): boolean => (!past && row.freshness.digest !== '') || (row.validUntil !== null && row.validUntil <= at);

export interface Computed {
  readonly collection: CollectionState;
  readonly postures: readonly ComposedPosture[];
}

/**
 * The posture of a cluster at an instant at which its rows no longer hold, computed in memory; undefined when what is
 * stale is still what the row was made with, so that the row holds.
 */
export async function computeAt(
  tx: Transaction,
  catalog: PostureCatalog,
  cluster: {
    readonly clusterId: ClusterId;
    readonly kind: ClusterKind;
    readonly units: readonly PartitionUnit[];
  },
  row: Pick<PostureFigures, 'freshness' | 'kubernetesVersion'>,
  frameworks: readonly FrameworkId[],
  point: Asked,
): Promise<Computed | undefined> {
  const collection = collectionAt(cluster.units, point.at);
  if (collection.freshness.digest === row.freshness.digest) return undefined;
  const past = point.past ? { at: point.at, kubernetesVersion: row.kubernetesVersion } : undefined;
  const input = await loadPostureInput(tx, cluster, collection, past);
  return { collection, postures: composePosture(catalog, frameworks.map(catalog.framework), input) };
}
