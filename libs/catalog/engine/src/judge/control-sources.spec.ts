import { isControlId, type SourceId } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import type { Control } from '../control.js';
import { DERIVATIONS } from '../derivations/derivations.js';
import { sourceGroupsOf, subjectsComplete } from './control-sources.js';

function control(more: Partial<Control>): Control {
  const id = 'test/one';
  if (!isControlId(id)) throw new RangeError(id);
  const texts = { title: '', why: '', remedy: '', references: [] };
  return {
    id,
    ...texts,
    severity: 'low',
    subjects: [],
    needs: [],
    evaluate: () => ({ verdict: 'pass', evidence: [] }),
    ...more,
  };
}

describe('what a control rests on', () => {
  it('is its sources, its alternatives, and the sources of its derived facts', () => {
    const needs: Control['needs'] = [
      'host/sysctl',
      { anyOf: ['host/lsm', 'host/boot'] },
      { derived: 'platform' },
    ];
    expect(sourceGroupsOf(control({ needs }), DERIVATIONS)).toEqual([
      ['host/sysctl'],
      ['host/lsm', 'host/boot'],
      ['cluster/version'],
    ]);
  });

  it('is each source that gives subjects of its own, for none of them stands for another', () => {
    const workloads = ['kube/core/Pod', 'kube/apps/Deployment'] as const;
    const needs: Control['needs'] = [{ anyOf: workloads }];
    expect(sourceGroupsOf(control({ subjects: workloads, needs }), DERIVATIONS)).toEqual([
      ['kube/core/Pod'],
      ['kube/apps/Deployment'],
    ]);
  });

  it('can give no subject more once every source that could was read', () => {
    const pods = control({ subjects: ['kube/core/Pod', 'kube/apps/Deployment'] });
    expect(subjectsComplete(pods, new Set<SourceId>(['kube/core/Pod']), 'kubernetes')).toBe(false);
    expect(
      subjectsComplete(pods, new Set<SourceId>(['kube/core/Pod', 'kube/apps/Deployment']), 'kubernetes'),
    ).toBe(true);
    expect(subjectsComplete(pods, new Set(), 'host')).toBe(true);
    expect(subjectsComplete(control({ subjects: ['host/lsm'] }), new Set(), 'host')).toBe(false);
  });
});
