import { describe, expect, it, vi } from 'vitest';
import { serverErrors } from '../errors.js';
import { readiness } from './readiness.js';

const ok = { name: 'store', check: () => Promise.resolve() };

describe('readiness', () => {
  it('is ready when every check answers', async () => {
    expect(await readiness([ok])).toEqual({ ready: true, checks: { store: 'ok' } });
  });

  it('names what is wrong by code alone', async () => {
    const bad = {
      name: 'queue',
      check: () => Promise.reject(serverErrors.error('SERVER_PORT_IN_USE', 'postgres://user:canary@host')),
    };
    expect(await readiness([ok, bad])).toEqual({
      ready: false,
      checks: { store: 'ok', queue: 'SERVER_PORT_IN_USE' },
    });
  });

  it('does not wait for a check that hangs', async () => {
    vi.useFakeTimers();
    const waiting = readiness([{ name: 'store', check: () => new Promise(() => undefined) }]);
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    expect(await waiting).toEqual({ ready: false, checks: { store: 'TIMEOUT' } });
  });
});
