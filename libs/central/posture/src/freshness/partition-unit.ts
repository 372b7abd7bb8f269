import { isPartitionStale, sourceDefinition } from '@plimsoll/model';
import type { PartitionState } from '@plimsoll/model';
import type { Instant } from '../instant.js';

/** What is known of one (source, partition) of a cluster. */
export interface PartitionUnit extends PartitionState {
  /** Why it was not collected, in the agent's words; null when nothing is wrong. */
  readonly reason: string | null;
}

export type FreshnessState = 'fresh' | 'stale' | 'not-collected';

/** DESIGN section 8. What never completed an epoch is not-collected: its facts are missing, not old. */
export function freshnessOf(unit: PartitionState, at: Instant): FreshnessState {
  if (unit.completedAt === null) return 'not-collected';
  return isPartitionStale(unit, sourceDefinition(unit.source), at) ? 'stale' : 'fresh';
}
