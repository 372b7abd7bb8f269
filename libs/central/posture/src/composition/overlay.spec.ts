import { encodeVector, type Control } from '@plimsoll/engine';
import { isControlId, NO_COUNTS, subjectKey } from '@plimsoll/model';
import type { ControlId, NamespaceTally, SourceId } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { collectionAt } from '../freshness/freshness.js';
import type { PartitionUnit } from '../freshness/partition-unit.js';
import { postureCatalog } from '../posture-catalog.js';
import { applyStale, stalenessOf } from './overlay.js';

const idOf = (text: string): ControlId => {
  if (!isControlId(text)) throw new RangeError(text);
  return text;
};
const [KERNEL, WORKLOAD] = [idOf('test/kernel'), idOf('test/workload')];
const WORKLOADS = ['kube/core/Pod', 'kube/apps/Deployment'] as const;

const control = (id: ControlId, more: Pick<Control, 'subjects' | 'needs'>): Control => ({
  id,
  title: '',
  why: '',
  remedy: '',
  references: [],
  severity: 'low',
  evaluate: () => ({ verdict: 'pass', evidence: [] }),
  ...more,
});
const CATALOG = postureCatalog({
  controls: [
    control(KERNEL, { subjects: ['host/sysctl'], needs: ['host/sysctl'] }),
    control(WORKLOAD, { subjects: WORKLOADS, needs: [{ anyOf: WORKLOADS }] }),
  ],
  frameworks: [],
  derivations: [],
  places: { [KERNEL]: 0, [WORKLOAD]: 1 },
});

const NOW = 10_000_000;
const unit = (
  source: SourceId,
  partition: string,
  state: PartitionUnit['state'],
  confirmedAt: number | null,
): PartitionUnit => ({ source, partition, state, confirmedAt, completedAt: confirmedAt, reason: null });

describe('the overlay of time', () => {
  it('makes what a stale node gave unknown, also while another node was never read', () => {
    const units = [
      unit('host/sysctl', 'old', 'complete', 0),
      unit('host/sysctl', 'never', 'not-collected', null),
    ];
    const collection = collectionAt(units, NOW);
    const tally: NamespaceTally = {
      namespace: '',
      control: KERNEL,
      counts: { ...NO_COUNTS, pass: 1, unknown: 1 },
    };
    const vectors = new Map([
      ['old', encodeVector([[0, 'pass']])],
      ['never', encodeVector([[0, 'unknown']])],
    ]);
    expect(applyStale([tally], collection, vectors, CATALOG)).toEqual([
      { ...tally, counts: { ...NO_COUNTS, unknown: 2 } },
    ]);
    const node = subjectKey({ group: '', kind: 'Node', namespace: '', name: 'old' });
    expect(stalenessOf(collection, CATALOG)(KERNEL, node)).toBe(true);
  });

  it.each([...WORKLOADS])('makes workloads unknown when %s alone lost its permission', (lost) => {
    const units = WORKLOADS.map((source) =>
      unit(source, '', source === lost ? 'not-collected' : 'complete', NOW),
    );
    const tally: NamespaceTally = { namespace: 'a', control: WORKLOAD, counts: { ...NO_COUNTS, pass: 2 } };
    expect(applyStale([tally], collectionAt(units, NOW), new Map(), CATALOG)).toEqual([
      { ...tally, counts: { ...NO_COUNTS, unknown: 2 } },
    ]);
  });

  it('leaves verdicts alone where a source was never collected at all: what it would give is missing, not old', () => {
    const units = [
      unit('kube/core/Pod', '', 'complete', NOW),
      unit('kube/apps/Deployment', '', 'not-collected', null),
    ];
    const tally: NamespaceTally = { namespace: 'a', control: WORKLOAD, counts: { ...NO_COUNTS, pass: 2 } };
    expect(applyStale([tally], collectionAt(units, NOW), new Map(), CATALOG)).toEqual([tally]);
  });
});
