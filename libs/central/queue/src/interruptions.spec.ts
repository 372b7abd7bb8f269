import { createLogger } from '@plimsoll/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Interruptions } from './interruptions.js';

interface Line {
  readonly msg: string;
  readonly code: string;
  readonly times?: number;
}

const lines: Line[] = [];
const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
const said = () => lines.map(({ msg, times }) => `${msg} ${times ?? ''}`.trim());

let interruptions: Interruptions;
beforeEach(() => {
  vi.useFakeTimers();
  lines.length = 0;
  interruptions = new Interruptions(createLogger({ name: 'test', destination }));
});
afterEach(() => {
  vi.useRealTimers();
});

const flood = (times: number): void => {
  for (let i = 0; i < times; i += 1) interruptions.add('QUEUE_UNAVAILABLE');
};

describe('interruptions of the queue', () => {
  it('are said at once, then counted every 30 s while they go on', () => {
    flood(1_000);
    expect(said()).toEqual(['the queue was interrupted']);
    expect(lines[0]?.code).toBe('QUEUE_UNAVAILABLE');
    vi.advanceTimersByTime(30_000);
    expect(said().slice(1)).toEqual(['the queue was interrupted again 999']);
    flood(2);
    vi.advanceTimersByTime(30_000);
    expect(said().slice(2)).toEqual(['the queue was interrupted again 2']);
  });

  it('are news again after 30 s of quiet', () => {
    flood(1);
    vi.advanceTimersByTime(30_000);
    flood(1);
    expect(said()).toEqual(['the queue was interrupted', 'the queue was interrupted']);
  });

  it('are all told when the queue closes', () => {
    flood(3);
    interruptions.close();
    vi.advanceTimersByTime(60_000);
    expect(said()).toEqual(['the queue was interrupted', 'the queue was interrupted again 2']);
    expect(lines[1]?.code).toBe('QUEUE_UNAVAILABLE');
  });
});
