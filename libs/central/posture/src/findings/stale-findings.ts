import type { Transaction } from '@plimsoll/store';
import { stalenessOf } from '../composition/overlay.js';
import { collectionAt } from '../freshness/freshness.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import type { Finding } from './finding-row.js';
import { ageSeconds, confirmations, lastSeenAt } from './last-seen.js';

/** A finding with what time says of it. */
export interface ShownFinding extends Finding {
  /** What it rests on was not confirmed in time, so that posture counts it as unknown. */
  readonly stale: boolean;
  /** When it was last known to be so. */
  readonly lastSeenAt: Instant;
  /** From its first opening to its end, or to the instant. */
  readonly ageSeconds: number;
}

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
  const confirmed = new Map([...units].map(([id, own]) => [id, confirmations(own, catalog)]));
  return findings.map((finding) => ({
    ...finding,
    ageSeconds: ageSeconds(finding, at),
    lastSeenAt: lastSeenAt(
      finding,
      confirmed.get(finding.clusterId)?.(finding.control, finding.subjectKey),
      at,
    ),
    stale:
      finding.closedAt === null &&
      (staleIn.get(finding.clusterId)?.(finding.control, finding.subjectKey) ?? false),
  }));
}
