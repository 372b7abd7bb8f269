import { isOrganizationId, type OrganizationId } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { FullSyncSchedule } from './full-sync-schedule.js';

const organization = (digit: number): OrganizationId => {
  const id = `00000000-0000-4000-8000-00000000000${digit}`;
  if (!isOrganizationId(id)) throw new Error('not an organization id');
  return id;
};

describe('the full-sync semaphore', () => {
  it('makes wait whoever is over the number of its organization, or of all', () => {
    let now = 0;
    const schedule = new FullSyncSchedule(
      { global: 3, perOrganization: 2, holdMs: 1000 },
      { now: () => now },
    );
    expect([1, 1, 1].map((one) => schedule.reserve(organization(one)))).toEqual([0, 0, 1000]);
    expect(schedule.reserve(organization(2))).toBeGreaterThan(0);
    now = 10_000;
    expect(schedule.reserve(organization(1))).toBe(0);
  });
});
