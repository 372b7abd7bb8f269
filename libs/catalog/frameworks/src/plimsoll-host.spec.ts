import { CONTROLS } from '@plimsoll/controls';
import { describe, expect, it } from 'vitest';
import { plimsollHost } from './plimsoll-host.js';

describe('plimsoll-host', () => {
  it('asks for every control of host, runtime and files, each once, under a section', () => {
    const families = ['host/', 'runtime/', 'node-files/'];
    const known = CONTROLS.map(({ id }) => id).filter((id) => families.some((one) => id.startsWith(one)));
    const asked = plimsollHost.requirements.flatMap(({ controls }) => controls.map(({ control }) => control));
    expect([...asked].sort()).toEqual([...known].sort());
    for (const { level, section } of plimsollHost.requirements) {
      expect([1, 2]).toContain(level);
      expect(section).toMatch(/\w/);
    }
  });
});
