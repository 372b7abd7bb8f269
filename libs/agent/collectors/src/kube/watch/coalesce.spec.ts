import type { Fact } from '@plimsoll/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coalesce } from './coalesce.js';

const subject = (name: string) => ({ group: '', kind: 'Pod', namespace: 'n', name });
const fact = (name: string, turn: number): Fact => ({
  source: 'kube/core/Pod',
  partition: '',
  subject: subject(name),
  body: { shape: 'object', object: { turn } },
});

let told: string[];
let changes: Coalesce;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  changes = new Coalesce({
    seen: ({ subject: { name }, body }) =>
      void told.push(`${name} ${JSON.stringify(body.shape === 'object' && body.object.turn)}`),
    ended: ({ name }) => void told.push(`${name} ended`),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('changes of one object', () => {
  it('are told at once, then the last one of each window', () => {
    for (let turn = 0; turn < 100; turn += 1) {
      changes.tell({ fact: fact('a', turn) });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['a 0', 'a 24', 'a 49', 'a 74', 'a 99']);
  });

  it('do not hold up those of another, and its end comes after what was before', () => {
    changes.tell({ fact: fact('a', 1) });
    changes.tell({ fact: fact('a', 2) });
    changes.tell({ fact: fact('b', 1) });
    changes.tell({ subject: subject('a') });
    expect(told).toEqual(['a 1', 'b 1']);
    changes.flush();
    expect(told).toEqual(['a 1', 'b 1', 'a ended']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
