import { KUBE_COLLECTORS } from '@plimsoll/collectors/kube';
import { describe, expect, it } from 'vitest';
import { CLUSTER_SOURCES, firstSync, readFirstSync, type SourceState } from './first-sync.js';

const SINCE = Date.parse('2026-01-01T00:00:10Z');
const whole: readonly SourceState[] = CLUSTER_SOURCES.map((source) => ({
  source,
  state: 'COMPLETE',
  confirmedAt: '2026-01-01T00:00:10Z',
  reason: null,
  read: 1,
  expected: 1,
  secondsLeft: null,
}));
const state = (sources: readonly SourceState[], over = {}) => ({
  health: { connected: true, evaluationPending: false, sources, ...over },
});
const withFirst = (change: Partial<SourceState>): readonly SourceState[] =>
  whole.map((one, index) => (index === 0 ? { ...one, ...change } : one));
const withLast = (change: Partial<SourceState>): readonly SourceState[] =>
  whole.map((one, index) => (index === whole.length - 1 ? { ...one, ...change } : one));

describe('the first reading of a live cluster', () => {
  it('waits for what the cluster agent collects, all of it', () => {
    const collected = [...KUBE_COLLECTORS.map(({ source }) => source), 'cluster/version'];
    expect([...CLUSTER_SOURCES].sort()).toEqual(collected.sort());
  });

  it.each([
    ['everything was read and judged', state(whole), true],
    ['a source is still being read', state(withFirst({ state: 'SYNCING' })), false],
    ['a source did not say anything yet', state(whole.slice(1)), false],
    [
      'a source is known from an earlier run',
      state(withFirst({ confirmedAt: '2026-01-01T00:00:09Z' })),
      false,
    ],
    ['a source cannot be read', state(withLast({ state: 'NOT_COLLECTED', confirmedAt: null })), true],
    ['the judgement is to come', state(whole, { evaluationPending: true }), false],
    ['the agent is gone', state(whole, { connected: false }), false],
  ])('when %s', (_title, seen, done) => {
    expect(firstSync(seen, SINCE).done).toBe(done);
  });

  it('names what somebody could make readable, not what the server does not have', () => {
    const reason = 'permission: list, watch';
    const refused = firstSync(state(withFirst({ state: 'NOT_COLLECTED', reason })), SINCE);
    expect(refused.missing).toEqual([`${CLUSTER_SOURCES[0]}: ${reason}`]);
    const absent = withFirst({ state: 'NOT_COLLECTED', reason: 'not-served: no such kind' });
    expect(firstSync(state(absent), SINCE).missing).toEqual([]);
  });

  it('counts objects over all sources, and the seconds of the longest list', () => {
    const reading = { state: 'SYNCING', read: 100, expected: 400, secondsLeft: 9 } as const;
    const two = [
      { ...whole[0], ...reading },
      { ...whole[1], ...reading, expected: null, secondsLeft: 3 },
    ];
    const sources = two.map((one, index) => ({ ...one, source: CLUSTER_SOURCES[index] ?? '' }));
    const host = { ...reading, source: 'host/sysctl', confirmedAt: null, reason: null };
    const seen = state([...sources, host] as readonly SourceState[]);
    expect(firstSync(seen, SINCE).objects).toEqual({ read: 200, expected: 500, secondsLeft: 9 });
  });

  it('has not begun while the centre does not tell the cluster', async () => {
    const api = { url: '', query: async <Data>() => ({ cluster: null }) as Data };
    expect(await readFirstSync(api, 'c', SINCE)).toMatchObject({ read: 0, done: false });
  });
});
