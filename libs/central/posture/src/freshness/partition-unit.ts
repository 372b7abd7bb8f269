import { sourceDefinition } from '@plimsoll/model';
import type { SourceId } from '@plimsoll/model';
import type { Instant } from '../instant.js';

/** What is known of one (source, partition) of a cluster. */
export interface PartitionUnit {
  readonly source: SourceId;
  /** '' or one node's name. */
  readonly partition: string;
  readonly state: 'syncing' | 'complete' | 'not-collected';
  /** Why it was not collected, in the agent's words; null when nothing is wrong. */
  readonly reason: string | null;
  /** When its last epoch closed with a root; null: never. */
  readonly completedAt: Instant | null;
  /** The last epoch or heartbeat that confirmed it; null: never. */
  readonly confirmedAt: Instant | null;
}

export type FreshnessState = 'fresh' | 'stale' | 'not-collected';

/** The instant from which a unit is stale for want of a confirmation; null: it never was confirmed. */
export function staleFrom(unit: PartitionUnit): Instant | null {
  const confirmed = unit.confirmedAt ?? unit.completedAt;
  return confirmed === null ? null : confirmed + sourceDefinition(unit.source).freshness.maxAgeSeconds * 1000;
}

/**
 * DESIGN section 8: stale when the last confirmation is older than the source's maxAge, or when the last epoch ended
 * not-collected. What never completed an epoch is not-collected: its facts are missing, not old.
 */
export function freshnessOf(unit: PartitionUnit, at: Instant): FreshnessState {
  if (unit.completedAt === null) return 'not-collected';
  if (unit.state === 'not-collected') return 'stale';
  const from = staleFrom(unit);
  return from !== null && at >= from ? 'stale' : 'fresh';
}
