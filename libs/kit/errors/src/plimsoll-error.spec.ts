import { describe, expect, it } from 'vitest';
import { PlimsollError, defineErrors, isPlimsollError } from './index.js';

const errors = defineErrors({
  STORE_AWAY: { kind: 'unavailable', hint: 'Try again.' },
  TOKEN_WRONG: { kind: 'unauthenticated', hint: 'Make a new one.' },
  ODD: { kind: 'conflict', hint: 'Wait.', retryable: true },
});

describe('an error', () => {
  it('carries its code, kind, hint, place and cause', () => {
    const cause = new Error('below');
    const error = errors.error('TOKEN_WRONG', 'The token is wrong.', {
      details: { file: 'a', line: 3 },
      cause,
    });
    expect(error).toMatchObject({
      code: 'TOKEN_WRONG',
      kind: 'unauthenticated',
      hint: 'Make a new one.',
      retryable: false,
      details: { file: 'a', line: 3 },
      cause,
    });
    expect(isPlimsollError(error) && error instanceof PlimsollError && error instanceof Error).toBe(true);
    expect(isPlimsollError(cause)).toBe(false);
  });

  it('is retryable when something is away, or when its row says so', () => {
    expect(errors.error('STORE_AWAY', '').retryable).toBe(true);
    expect(errors.error('ODD', '').retryable).toBe(true);
  });

  it('takes a better hint where one is known', () => {
    expect(errors.error('ODD', '', { hint: 'Wait a minute.' }).hint).toBe('Wait a minute.');
  });
});
