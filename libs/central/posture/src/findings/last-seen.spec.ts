import { subjectKey } from '@plimsoll/model';
import type { ControlId, SourceId } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { nodeSubjectKey } from '../composition/overlay.js';
import type { PartitionUnit } from '../freshness/partition-unit.js';
import { postureCatalog } from '../posture-catalog.js';
import type { PostureCatalog } from '../posture-catalog.js';
import type { Finding } from './finding-row.js';
import { ageSeconds, confirmations, lastSeenAt } from './last-seen.js';

const unit = (
  source: SourceId,
  partition: string,
  confirmedAt: number | null,
  completed = true,
): PartitionUnit => ({
  source,
  partition,
  state: completed ? 'complete' : 'syncing',
  reason: null,
  completedAt: completed ? 1 : null,
  confirmedAt,
});
const control = 'workload/privileged' as ControlId;
const restingOn = (...groups: readonly (readonly SourceId[])[]): PostureCatalog => ({
  ...postureCatalog({ controls: [], frameworks: [], derivations: [], places: {} }),
  sourcesOf: () => groups,
});
const web = subjectKey({ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' });

describe('when a finding was last confirmed', () => {
  it('is the oldest confirmation of all that it rests on', () => {
    const units = [unit('kube/apps/Deployment', '', 20), unit('kube/core/Pod', '', 10)];
    const catalog = restingOn(['kube/apps/Deployment'], ['kube/core/Pod']);
    expect(confirmations(units, catalog)(control, web)).toBe(10);
  });

  it('looks at the part of the own node alone', () => {
    const units = [unit('host/sysctl', 'a', 20), unit('host/sysctl', 'b', 10)];
    expect(confirmations(units, restingOn(['host/sysctl']))(control, nodeSubjectKey('a'))).toBe(20);
  });

  it('counts the first alternative that was completed', () => {
    const units = [unit('kube/core/Pod', '', 30, false), unit('kube/apps/Deployment', '', 20)];
    const catalog = restingOn(['kube/core/Pod', 'kube/apps/Deployment']);
    expect(confirmations(units, catalog)(control, web)).toBe(20);
  });

  it('is not known without a confirmation', () => {
    expect(confirmations([], restingOn(['host/sysctl']))(control, web)).toBeUndefined();
  });
});

describe('a finding', () => {
  const finding = (closedAt: number | null): Finding =>
    ({ openedAt: 5_000, firstOpenedAt: 2_000, closedAt }) as Finding;

  it('was last seen when its sources were confirmed, never before it opened or after the instant', () => {
    expect(lastSeenAt(finding(null), 7_000, 9_000)).toBe(7_000);
    expect(lastSeenAt(finding(null), 4_000, 9_000)).toBe(5_000);
    expect(lastSeenAt(finding(null), 9_500, 9_000)).toBe(9_000);
    expect(lastSeenAt(finding(null), undefined, 9_000)).toBe(5_000);
  });

  it('was last seen when it ended, and is as old as it was then', () => {
    expect(lastSeenAt(finding(8_000), 8_500, 9_000)).toBe(8_000);
    expect([ageSeconds(finding(8_000), 9_000), ageSeconds(finding(null), 9_999)]).toEqual([6, 7]);
  });
});
