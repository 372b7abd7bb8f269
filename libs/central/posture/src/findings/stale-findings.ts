import type { Transaction } from '@plimsoll/store';
import { stalenessOf } from '../composition/overlay.js';
import { collectionAt } from '../freshness/freshness.js';
import { loadUnitsAt } from '../freshness/outages.repository.js';
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

/**
 * One query over the partitions of the findings' clusters, and for the past one over what was stale then. Findings that
 * are closed by then are never stale.
 */
export async function markStale(
  tx: Transaction,
  catalog: PostureCatalog,
  findings: readonly Finding[],
  { at, past }: { readonly at: Instant; readonly past: boolean },
): Promise<readonly ShownFinding[]> {
  const isOpen = ({ closedAt }: Finding): boolean => closedAt === null || closedAt > at;
  const clusters = [...new Set(findings.filter(isOpen).map(({ clusterId }) => clusterId))];
  const units = past ? await loadUnitsAt(tx, clusters, at) : await loadUnits(tx, clusters);
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
      isOpen(finding) && (staleIn.get(finding.clusterId)?.(finding.control, finding.subjectKey) ?? false),
  }));
}
