import { describe, expect, it } from 'vitest';
import { paint } from '../terminal/paint.js';
import { glance } from './this-machine.js';

const result = (severity: string, control: string, verdict = 'fail') => ({
  control,
  severity,
  verdict,
  evidence: [{ path: 'a.key', value: '0', wanted: '1' }],
});
const summary = { pass: 1, fail: 12, unknown: 2, notApplicable: 3 };

describe('the glance at this machine', () => {
  it('shows what fails, worst first, and how many more there are', () => {
    const many = Array.from({ length: 11 }, (_, index) => result('low', `kernel/low-${index}`));
    const text = glance(
      { summary, results: [...many, result('high', 'kernel/worst'), result('high', 'kernel/fine', 'pass')] },
      paint(false),
    );
    const lines = text.split('\n');
    expect(lines[0]).toBe('This machine: 12 fail, 2 unknown, 1 pass, 3 not applicable');
    expect(lines[1]).toContain('kernel/worst');
    expect(lines[1]).toContain('a.key is "0", wanted 1');
    expect(lines.at(-2)).toBe('  and 2 more: plimsoll scan --host /');
    expect(text).not.toContain('kernel/fine');
  });
});
