import type { Instant } from '../instant.js';

/** A place in an organization's feed: what lies before it was read. */
export interface ChangePosition {
  /** Of a commit; 0 is before the first. */
  readonly commit: number;
  /** How many changes of that commit were read; {@link ALL} for every one. */
  readonly taken: number;
  /** When the commit changed what it changed; tells a commit from another that took its place. 0: not known. */
  readonly changedAt: Instant;
}

export const ALL = -1;
