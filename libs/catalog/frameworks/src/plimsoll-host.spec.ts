import { CONTROLS } from '@plimsoll/controls';
import type { ControlId } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { requirementsOfControl } from './find-framework.js';
import { plimsollHost } from './plimsoll-host.js';

describe('plimsoll-host', () => {
  const isOfNoBenchmark = (id: ControlId): boolean =>
    id.startsWith('kubelet/') &&
    requirementsOfControl(id).every(({ framework }) => framework === plimsollHost.id);

  it('asks for every control of host, runtime and files, and what no benchmark asks of a kubelet', () => {
    const families = ['host/', 'runtime/', 'node-files/'];
    const known = CONTROLS.map(({ id }) => id).filter(
      (id) => families.some((one) => id.startsWith(one)) || isOfNoBenchmark(id),
    );
    const asked = plimsollHost.requirements.flatMap(({ controls }) => controls.map(({ control }) => control));
    expect([...asked].sort()).toEqual([...known].sort());
    for (const { level, section } of plimsollHost.requirements) {
      expect([1, 2]).toContain(level);
      expect(section).toMatch(/\w/);
    }
  });
});
