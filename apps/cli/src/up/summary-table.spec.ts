import { describe, expect, it } from 'vitest';
import { paint } from '../terminal/paint.js';
import type { FrameworkSummary, Summary } from './summary.js';
import { summaryTable } from './summary-table.js';

const framework: FrameworkSummary = {
  framework: 'plimsoll-kernel',
  score: 71.25,
  scoreReason: '',
  coverage: 0.999,
  freshness: { fresh: 5, stale: 0, notCollected: 0 },
  requirements: { pass: 20, fail: 5, unknown: 1, manual: 0, notApplicable: 2 },
};
const blind: FrameworkSummary = {
  ...framework,
  framework: 'pss-restricted',
  score: null,
  scoreReason: 'insufficient data',
  coverage: 0.2,
  freshness: { fresh: 1, stale: 1, notCollected: 4 },
};
const summary: Summary = {
  schemaVersion: 1,
  organization: 'default',
  clusters: [
    { id: 'a', name: 'box', kind: 'host', demo: false, connected: true, frameworks: [framework] },
    {
      id: 'b',
      name: 'demo-half-blind',
      kind: 'kubernetes',
      demo: true,
      connected: true,
      frameworks: [blind],
    },
  ],
  worstFindings: [
    {
      cluster: 'box',
      control: 'kernel/kptr-restrict',
      title: 'Addresses are hidden',
      severity: 'MEDIUM',
      verdict: 'FAIL',
      subject: 'Node box',
      evidence: [{ path: 'kernel.kptr_restrict', value: '0', wanted: '>= 1' }],
    },
  ],
  improvements: [
    {
      control: 'kernel/kptr-restrict',
      title: 'Addresses are hidden',
      gain: 2.34,
      framework: 'plimsoll-kernel',
      remedy: 'Set it.',
    },
  ],
};

describe('the summary for a person', () => {
  const text = summaryTable(summary, paint(false));

  it('shows score, coverage, freshness and counts per cluster and framework', () => {
    expect(text).toMatch(/box +plimsoll-kernel +71\.3 +99 % +5\/5 +20 +5 +1 +0 +2/);
  });

  it('labels the demo, and shows no score where there is not enough data', () => {
    expect(text).toMatch(/demo-half-blind \(demo\) +pss-restricted +no score +20 % +1\/6/);
  });

  it('never rounds a coverage up to the whole', () => {
    expect(text).not.toContain('100 %');
  });

  it('names the worst findings with their evidence, and what would raise the score', () => {
    expect(text).toContain('kernel.kptr_restrict is "0", wanted >= 1');
    expect(text).toContain('1. Addresses are hidden (kernel/kptr-restrict): +2.3 in plimsoll-kernel');
  });

  it('says so when there is nothing to show', () => {
    const empty = summaryTable({ ...summary, worstFindings: [], improvements: [] }, paint(false));
    expect(empty).toContain('No open findings.');
    expect(empty).toContain('Nothing that this machine could change');
  });
});
