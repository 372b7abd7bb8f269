import { describe, expect, it, vi } from 'vitest';
import { runtimeErrors } from '../errors.js';
import { silentLogger } from '../logs/logger.js';
import { fullJitter } from './backoff.js';
import { runProcess, type ProcessHost, type Started } from './process.js';

function fakeHost(env: Readonly<Record<string, string>> = {}) {
  const handlers = new Map<string, () => void>();
  const exits: number[] = [];
  let left: (code: number) => void;
  const exited = new Promise<number>((resolve) => (left = resolve));
  const host: ProcessHost = {
    env,
    stdin: { on: (event, handler) => void handlers.set(event, handler), resume: () => undefined },
    on: (signal, handler) => void handlers.set(signal, handler),
    exit: (code) => {
      exits.push(code);
      left(code);
    },
  };
  return { host, exits, exited, signal: (name: string) => handlers.get(name)?.() };
}

const run = (host: ProcessHost, start: () => Promise<Started>, graceMs = 10_000) =>
  runProcess({ name: 'test', logger: silentLogger, graceMs, start }, host);

describe('a process', () => {
  it('stops on SIGTERM and exits with 0', async () => {
    const { host, exited, signal } = fakeHost();
    const stop = vi.fn(async () => undefined);
    await run(host, async () => ({ stop }));
    signal('SIGTERM');
    expect(await exited).toBe(0);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('is forced by a second signal while its stop hangs', async () => {
    const { host, exited, signal } = fakeHost();
    await run(host, async () => ({ stop: () => new Promise(() => undefined) }));
    signal('SIGINT');
    signal('SIGTERM');
    expect(await exited).toBe(1);
  });

  it('is forced when the grace period ends', async () => {
    const { host, exited, signal } = fakeHost();
    vi.useFakeTimers();
    await run(host, async () => ({ stop: () => new Promise(() => undefined) }), 5000);
    signal('SIGTERM');
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    expect(await exited).toBe(1);
  });

  it('stops when its parent is gone, where it was given a lifeline', async () => {
    const { host, exited, signal } = fakeHost({ PLIMSOLL_LIFELINE: 'stdin' });
    await run(host, async () => ({ stop: async () => undefined }));
    signal('end');
    signal('end');
    expect(await exited).toBe(0);
  });

  it('exits with 1 when the start or the stop fails', async () => {
    const first = fakeHost();
    await run(first.host, () => Promise.reject(runtimeErrors.error('CONFIGURATION_INVALID', 'bad')));
    expect(first.exits).toEqual([1]);
    const second = fakeHost();
    await run(second.host, async () => ({ stop: () => Promise.reject(new Error('no')) }));
    second.signal('SIGTERM');
    expect(await second.exited).toBe(1);
  });
});

describe('full jitter', () => {
  it('stays between the least wait and the exponential bound', () => {
    const limits = { minMs: 1000, maxMs: 300_000 };
    expect(fullJitter(0, limits, () => 0)).toBe(1000);
    expect(fullJitter(3, limits, () => 0.5)).toBe(4000);
    expect(fullJitter(40, limits, () => 0.999_999)).toBe(300_000);
  });
});
