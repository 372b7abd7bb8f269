import { defineErrors } from '@plimsoll/errors';
import { UnrecoverableError } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { backendOf } from './backend.js';
import { jobFailure, retryOrDiscard } from './failure.js';
import { combineHandlers } from './handlers.js';
import { JOBS, JOB_NAMES } from './jobs.js';

const nothing = (): Promise<void> => Promise.resolve();
const { error } = defineErrors({
  AWAY: { kind: 'unavailable', hint: '' },
  WRONG: { kind: 'invalid', hint: '' },
});

describe('handlers', () => {
  it('has a definition for each job and a job for each definition', () => {
    expect([...JOB_NAMES].sort()).toEqual(Object.keys(JOBS).sort());
  });

  it('does not start with a missing, a double or an unknown handler', () => {
    expect(() => combineHandlers([{ evaluate: nothing }, { sweep: nothing }])).toThrow(
      /delete-cluster has no handler/,
    );
    const all = { evaluate: nothing, sweep: nothing, 'delete-cluster': nothing };
    expect(() => combineHandlers([all, { sweep: nothing }])).toThrow(/sweep has two handlers/);
    expect(() => combineHandlers([Object.assign({ other: nothing }, all)])).toThrow(/no job is called other/);
    expect(Object.keys(combineHandlers([all]))).toHaveLength(3);
  });
});

describe('the outcome of a failed job', () => {
  it('is a retry for what may heal by itself, else discarded', () => {
    expect(retryOrDiscard(error('AWAY', ''))).toBe('retry');
    expect(retryOrDiscard(error('WRONG', ''))).toBe('discard');
    expect(retryOrDiscard(new Error('a defect'))).toBe('discard');
  });

  it('stores the code, never the text of an error that is not ours', () => {
    expect(jobFailure(error('AWAY', 'the store is away')).message).toBe('AWAY: the store is away');
    const foreign = jobFailure(new Error('password=hunter2'));
    expect(foreign).toBeInstanceOf(UnrecoverableError);
    expect(foreign.message).not.toContain('hunter2');
  });

  it('refuses a URL of neither database without repeating it', () => {
    expect(() => backendOf('mysql://user:hunter2@host/x')).toThrow(
      expect.objectContaining({ code: 'QUEUE_URL_INVALID', message: expect.not.stringContaining('hunter2') }),
    );
  });
});
