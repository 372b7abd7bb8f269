import type { Transaction } from '@plimsoll/store';
import { stalenessOf } from '../composition/overlay.js';
import { collectionAt } from '../freshness/freshness.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import type { Finding } from './finding-row.js';

/** `stale`: what the finding rests on was not confirmed in time, so that posture counts it as unknown. */
export type ShownFinding = Finding & { readonly stale: boolean };

/** One query over the partitions of the findings' clusters. Closed findings are never stale. */
export async function markStale(
  tx: Transaction,
  catalog: PostureCatalog,
  findings: readonly Finding[],
  at: Instant,
): Promise<readonly ShownFinding[]> {
  const open = findings.filter((finding) => finding.closedAt === null);
  const units = await loadUnits(tx, [...new Set(open.map(({ clusterId }) => clusterId))]);
  const staleIn = new Map([...units].map(([id, own]) => [id, stalenessOf(collectionAt(own, at), catalog)]));
  return findings.map((finding) => ({
    ...finding,
    stale:
      finding.closedAt === null &&
      (staleIn.get(finding.clusterId)?.(finding.control, finding.subjectKey) ?? false),
  }));
}
