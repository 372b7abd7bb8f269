import { expect, it } from 'vitest';
import { peakResidentMiB, processorMs, residentMiB } from './process-status.js';

it('reads what a process has used, and nothing of one that is not there', () => {
  expect(residentMiB(process.pid)).toBeGreaterThan(10);
  expect(peakResidentMiB(process.pid)).toBeGreaterThanOrEqual(residentMiB(process.pid) - 1);
  expect(processorMs(process.pid)).toBeGreaterThan(0);
  expect([residentMiB(undefined), processorMs(2 ** 30)]).toEqual([0, 0]);
});
