import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceDefinition, type SourceId } from '../sources/registry.js';
import { anyCounts, controlIdOf } from '../testing/index.js';
import type { Verdict } from '../verdicts/verdict.js';
import { isStale, overlay, type NodeSubject, type OverlayInput, type SourceGroups } from './overlay.js';
import {
  collectedSources,
  completeSources,
  isPartitionStale,
  staleAt,
  staleSet,
  validUntil,
  type PartitionState,
} from './staleness.js';
import { NO_COUNTS, subjectsIn } from './tally.js';

const partition = (
  source: SourceId,
  name: string,
  confirmedAt: number | null,
  more: Partial<PartitionState> = {},
): PartitionState => ({
  source,
  partition: name,
  state: 'complete',
  completedAt: confirmedAt,
  confirmedAt,
  ...more,
});

describe('a partition', () => {
  it('is stale its maxAge after it was last confirmed, that instant included', () => {
    const watched = partition('kube/core/Pod', '', 1000);
    expect(staleAt(watched, sourceDefinition('kube/core/Pod'))).toBe(601_000);
    expect(staleSet([watched], sourceDefinition, 600_999).sources.size).toBe(0);
    expect(staleSet([watched], sourceDefinition, 601_000).sources).toEqual(new Set(['kube/core/Pod']));
    for (const [instant, stale] of [
      [600_999, false],
      [601_000, true],
    ] as const)
      expect(isPartitionStale(watched, sourceDefinition('kube/core/Pod'), instant)).toBe(stale);
    expect(staleAt(partition('host/sysctl', 'n', 0), sourceDefinition('host/sysctl'))).toBe(180_000);
  });

  it('is stale at once when its last epoch ended not-collected or nothing confirmed it', () => {
    const lost = partition('host/sysctl', 'n', 5000, { state: 'not-collected' });
    expect(staleSet([lost, partition('host/lsm', 'm', null)], sourceDefinition, 0).nodes).toEqual(
      new Map([
        ['host/sysctl', new Set(['n'])],
        ['host/lsm', new Set(['m'])],
      ]),
    );
  });

  it('makes posture valid until the first of them grows stale', () => {
    const all = [
      partition('kube/core/Pod', '', 0),
      partition('host/sysctl', 'n', 0),
      partition('host/lsm', 'n', null),
    ];
    expect(validUntil(all, sourceDefinition, 0)).toBe(180_000);
    expect(validUntil(all, sourceDefinition, 0, (source) => source.startsWith('kube/'))).toBe(600_000);
    expect(validUntil(all, sourceDefinition, 180_000)).toBe(600_000);
    expect(validUntil(all, sourceDefinition, 600_000)).toBeNull();
  });

  it('completes its source with all the others only', () => {
    const all = [
      partition('host/sysctl', 'a', 1),
      partition('host/sysctl', 'b', null),
      partition('host/lsm', 'a', 1),
    ];
    expect(completeSources(all)).toEqual(new Set(['host/lsm']));
    expect(collectedSources(all)).toEqual(new Set(['host/sysctl', 'host/lsm']));
  });
});

describe('the overlay', () => {
  const [SYSCTL, POD] = [controlIdOf(0), controlIdOf(1)];
  const sourcesOf: OverlayInput['sourcesOf'] = (control) =>
    control === SYSCTL ? [['host/sysctl']] : [['kube/core/Pod']];
  const node = (name: string, verdict: Verdict): NodeSubject => ({
    node: name,
    namespace: '',
    verdictOf: (control) => (control === SYSCTL ? verdict : undefined),
  });
  const sysctlStaleOn = (...nodes: string[]): OverlayInput['stale'] => ({
    sources: new Set(),
    nodes: new Map([['host/sysctl', new Set(nodes)]]),
  });

  it('moves the subjects of a stale node, at the controls that need what is stale', () => {
    const tallies = [
      { namespace: '', control: SYSCTL, counts: { ...NO_COUNTS, pass: 1, fail: 1, unknown: 1 } },
      { namespace: '', control: POD, counts: { ...NO_COUNTS, pass: 4 } },
    ];
    const nodeSubjects = [node('a', 'pass'), node('b', 'fail'), node('c', 'unknown')];
    const [sysctl, pod] = overlay(tallies, { stale: sysctlStaleOn('b', 'c'), sourcesOf, nodeSubjects });
    expect(sysctl?.counts).toEqual({ ...NO_COUNTS, pass: 1, unknown: 2 });
    expect(pod?.counts).toEqual({ ...NO_COUNTS, pass: 4 });
  });

  it('moves every subject of a control whose cluster-wide source is stale', () => {
    fc.assert(
      fc.property(anyCounts(), (counts) => {
        const stale = { sources: new Set<SourceId>(['kube/core/Pod']), nodes: new Map() };
        const [after] = overlay([{ namespace: 'n', control: POD, counts }], {
          stale,
          sourcesOf,
          nodeSubjects: [],
        });
        expect(after?.counts).toEqual({ ...NO_COUNTS, unknown: subjectsIn(counts) });
      }),
    );
  });

  it('moves each subject once and loses none, whatever is stale', () => {
    const anyVerdicts = fc.array(fc.constantFrom<Verdict>('pass', 'fail', 'unknown', 'not-applicable'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(anyVerdicts, fc.boolean(), fc.boolean(), (verdicts, alsoLsm, everywhere) => {
        const subjects = verdicts.map((verdict, index) => node(`n${index}`, verdict));
        const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
        const counts = {
          pass: count('pass'),
          fail: count('fail'),
          unknown: count('unknown'),
          notApplicable: count('not-applicable'),
          waived: 0,
        };
        const names = new Set(subjects.map((subject) => subject.node));
        const nodes = new Map<SourceId, ReadonlySet<string>>([['host/sysctl', names]]);
        if (alsoLsm) nodes.set('host/lsm', names);
        const stale = { sources: new Set<SourceId>(everywhere ? ['kube/core/Node'] : []), nodes };
        const both: OverlayInput['sourcesOf'] = () => [['host/sysctl'], ['host/lsm'], ['kube/core/Node']];
        const [after] = overlay([{ namespace: '', control: SYSCTL, counts }], {
          stale,
          sourcesOf: both,
          nodeSubjects: subjects,
        });
        expect(after?.counts).toEqual({ ...NO_COUNTS, unknown: verdicts.length });
      }),
    );
  });

  it('judges alternatives by the first that was ever collected', () => {
    const rules = { stale: sysctlStaleOn('a'), sourcesOf: (): SourceGroups => [['host/sysctl', 'host/lsm']] };
    expect(isStale(SYSCTL, 'a', rules)).toBe(true);
    expect(isStale(SYSCTL, 'b', rules)).toBe(false);
    expect(isStale(SYSCTL, 'a', { ...rules, collected: (source) => source === 'host/lsm' })).toBe(false);
  });
});
