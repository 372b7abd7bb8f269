import { describe, expect, it } from 'vitest';
import type { Api } from './api.js';
import { distinct, readSummary, settled } from './read-summary.js';

const health = { connected: true, evaluationPending: false, notFresh: 0, sources: [{ state: 'COMPLETE' }] };
const figures = {
  framework: 'plimsoll-kernel',
  score: null,
  noScoreReason: 'INSUFFICIENT_DATA',
  coverage: 0.3,
  counts: { pass: 1, fail: 2, unknown: 3, manual: 0, notApplicable: 4 },
  freshness: { units: 9, stale: 1, notCollected: 2 },
};
const nothing = {
  ...figures,
  framework: 'pss-restricted',
  counts: { pass: 0, fail: 0, unknown: 0, manual: 0, notApplicable: 18 },
};
const cluster = {
  uuid: 'u',
  name: 'box',
  kind: 'HOST',
  labels: [{ key: 'plimsoll.dev/demo', value: 'true' }],
  health,
};
const node = (control: string) => ({
  severity: 'HIGH',
  verdict: 'FAIL',
  cluster: { name: 'box' },
  control: { slug: control, title: 'A title' },
  subject: { kind: 'Pod', namespace: 'team', name: 'x' },
  evidence: [],
});

function fakeApi(over: object = {}): Api {
  const data = {
    organization: {
      name: 'default',
      clusters: [{ cluster: { ...cluster, ...over }, postures: [figures, nothing] }],
    },
    findings: { nodes: [node('a/b'), node('a/b'), node('c/d')] },
    cluster: { improvements: [{ gain: 2, remedy: 'Do it.', control: { slug: 'a/b', title: 'A title' } }] },
  };
  return { url: '', query: async <Data>() => data as Data };
}

describe('the summary read back through the API', () => {
  it('shows each control once among the worst, and leaves out what does not apply at all', async () => {
    const summary = await readSummary(fakeApi(), 'u');
    expect(summary.worstFindings.map(({ control }) => control)).toEqual(['a/b', 'c/d']);
    expect(summary.worstFindings[0]).toMatchObject({
      severity: 'high',
      verdict: 'fail',
      subject: 'Pod team/x',
    });
    expect(summary.clusters).toEqual([
      {
        id: 'u',
        name: 'box',
        kind: 'host',
        demo: true,
        connected: true,
        frameworks: [
          {
            framework: 'plimsoll-kernel',
            score: null,
            scoreReason: 'insufficient data',
            coverage: 0.3,
            requirements: figures.counts,
            freshness: { fresh: 6, stale: 1, notCollected: 2 },
          },
        ],
      },
    ]);
    expect(summary.improvements).toEqual([
      { control: 'a/b', title: 'A title', gain: 2, framework: 'plimsoll-kernel', remedy: 'Do it.' },
    ]);
  });

  it('keeps the order of the worst', () => {
    expect(distinct([])).toEqual([]);
  });
});

describe('a first posture', () => {
  it.each([
    ['connected and judged', {}, true],
    ['not connected', { health: { ...health, connected: false } }, false],
    ['waiting for evaluation', { health: { ...health, evaluationPending: true } }, false],
    ['in its first pass', { health: { ...health, sources: [{ state: 'SYNCING' }] } }, false],
  ])('of a cluster that is %s', async (_title, over, expected) => {
    expect(await settled(fakeApi(over), 1)).toBe(expected);
    expect(await settled(fakeApi(over), 2)).toBe(false);
  });
});
