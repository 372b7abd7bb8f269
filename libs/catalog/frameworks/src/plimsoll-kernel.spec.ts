import { CONTROLS } from '@plimsoll/controls';
import { describe, expect, it } from 'vitest';
import { plimsollKernel } from './plimsoll-kernel.js';

const mappedIds = plimsollKernel.requirements.flatMap(({ controls }) =>
  controls.map(({ control }) => control),
);

describe('plimsoll-kernel', () => {
  it('asks for every control of kernel, processor and boot, each once', () => {
    const families = ['kernel/', 'cpu/', 'boot/'];
    const known = CONTROLS.map(({ id }) => id).filter((id) =>
      families.some((family) => id.startsWith(family)),
    );
    expect([...mappedIds].sort()).toEqual([...known].sort());
  });

  it('has levels 1 and 2 and a section for each requirement', () => {
    for (const { level, section } of plimsollKernel.requirements) {
      expect([1, 2]).toContain(level);
      expect(section).toMatch(/\w/);
    }
  });
});
