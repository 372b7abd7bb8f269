import type { OrganizationId } from '@plimsoll/model';
import type { Clock } from '@plimsoll/runtime';

export interface FullSyncLimits {
  /** Full syncs at a time, of this process and of one organization. */
  readonly global: number;
  readonly perOrganization: number;
  /** For how long a place is held, milliseconds. */
  readonly holdMs: number;
}

/**
 * The full-sync semaphore (DESIGN section 6, bounded everywhere): each stream that is not in sync gets the earliest
 * place that is free both globally and for its organization, as a time to wait.
 */
export class FullSyncSchedule {
  readonly #limits: FullSyncLimits;
  readonly #clock: Clock;
  #places: { readonly organizationId: OrganizationId; readonly until: number }[] = [];

  constructor(limits: FullSyncLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Milliseconds to wait before the full sync may start. */
  reserve(organizationId: OrganizationId): number {
    const now = this.#clock.now();
    this.#places = this.#places.filter((place) => place.until > now);
    const ours = this.#places.filter((place) => place.organizationId === organizationId);
    const start = Math.max(
      freeAt(this.#places, this.#limits.global, now),
      freeAt(ours, this.#limits.perOrganization, now),
    );
    this.#places.push({ organizationId, until: start + this.#limits.holdMs });
    return start - now;
  }
}

function freeAt(places: readonly { readonly until: number }[], limit: number, now: number): number {
  const ends = places.map((place) => place.until).sort((left, right) => right - left);
  return ends[limit - 1] ?? now;
}
