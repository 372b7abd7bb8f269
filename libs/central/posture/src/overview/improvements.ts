import { changesThatRaise } from '@plimsoll/model';
import type { Change, ClusterId, FrameworkId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { loadCluster } from '../clusters/clusters.repository.js';
import { contextOf, controlTallies } from '../composition/compose-posture.js';
import { applyStale } from '../composition/overlay.js';
import { loadPostureInput } from '../composition/posture-input.repository.js';
import { sumTallies } from '../composition/tallies.js';
import { collectionAt } from '../freshness/freshness.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';

/**
 * The controls whose fixing raises the cluster's score in the framework most, best first, as of now. Throws
 * POSTURE_CLUSTER_NOT_FOUND and POSTURE_FRAMEWORK_UNKNOWN.
 */
export async function improvements(
  tx: Transaction,
  catalog: PostureCatalog,
  query: { readonly clusterId: ClusterId; readonly framework: FrameworkId; readonly now: Instant },
): Promise<readonly Change[]> {
  const framework = catalog.framework(query.framework);
  const { clusterId, kind } = await loadCluster(tx, query.clusterId);
  const units = (await loadUnits(tx, [clusterId])).get(clusterId) ?? [];
  const collection = collectionAt(units, query.now);
  const input = await loadPostureInput(tx, { clusterId, kind }, collection);
  const shown = applyStale(input.tallies, collection, input.nodeVectors, catalog);
  const tallies = controlTallies(catalog, input, sumTallies(shown).cluster);
  return changesThatRaise(framework, tallies, contextOf(input));
}
