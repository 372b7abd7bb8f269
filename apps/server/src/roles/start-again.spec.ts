import { defineErrors } from '@plimsoll/errors';
import { silentLogger } from '@plimsoll/runtime';
import { describe, expect, it, vi } from 'vitest';
import { startAgain } from './start-again.js';

const { error } = defineErrors({
  AWAY: { kind: 'unavailable', retryable: true, hint: '' },
  WRONG: { kind: 'invalid', hint: '' },
});

describe('a start', () => {
  it('is made again when the database went away in the middle of it', async () => {
    const start = vi.fn<() => Promise<string>>();
    start.mockRejectedValueOnce(error('AWAY', 'gone')).mockResolvedValueOnce('running');
    await expect(startAgain(start, silentLogger)).resolves.toBe('running');
    expect(start).toHaveBeenCalledTimes(2);
  });

  it.each([error('WRONG', 'a port in use'), new Error('a defect')])(
    'fails at once of what will not heal: $message',
    async (failure) => {
      const start = vi.fn<() => Promise<void>>().mockRejectedValue(failure);
      await expect(startAgain(start, silentLogger)).rejects.toBe(failure);
      expect(start).toHaveBeenCalledOnce();
    },
  );

  it('fails of an outage that lasts', async () => {
    const start = vi.fn<() => Promise<void>>().mockRejectedValue(error('AWAY', 'gone'));
    await expect(startAgain(start, silentLogger, 500)).rejects.toMatchObject({ code: 'AWAY' });
    expect(start.mock.calls.length).toBeGreaterThan(1);
  });
});
