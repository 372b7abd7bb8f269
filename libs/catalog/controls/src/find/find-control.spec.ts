import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../registry.js';
import { controlById, controlsByReference, findControl } from './find-control.js';
import { nearestNames } from './nearest-names.js';

describe('findControl', () => {
  it('finds every control by its id', () => {
    for (const control of CONTROLS) {
      expect(findControl(control.id)).toEqual([control]);
      expect(controlById(control.id)).toBe(control);
    }
  });

  it('finds the controls of a reference, in any case', () => {
    expect(findControl('KUBESCAPE:c-0057').map(({ id }) => id)).toEqual(['workload/privileged']);
    expect(controlsByReference('pss:sysctls').map(({ id }) => id)).toEqual(['workload/sysctls']);
  });

  it('finds by each reference exactly the controls that carry it, in their order', () => {
    for (const reference of new Set(CONTROLS.flatMap(({ references }) => references)))
      expect(controlsByReference(reference)).toEqual(
        CONTROLS.filter(({ references }) => references.includes(reference)),
      );
    expect(controlsByReference('kubescape:C-9999')).toEqual([]);
  });

  it('refuses what it does not know, with the nearest names', () => {
    expect(() => findControl('workload/priviledged')).toThrowError(
      expect.objectContaining({
        code: 'CONTROL_UNKNOWN',
        hint: expect.stringContaining('workload/privileged'),
      }),
    );
  });

  it('refuses any text that is no name, however odd', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        fc.pre(!/^[a-z]+[/:]/i.test(text.trim()));
        expect(() => findControl(text)).toThrowError(expect.objectContaining({ code: 'CONTROL_UNKNOWN' }));
      }),
    );
  });
});

describe('nearestNames', () => {
  it('puts names that contain the text before those that are only like it', () => {
    expect(nearestNames('port', ['sort', 'workload/host-ports', 'post'], 2)).toEqual([
      'workload/host-ports',
      'post',
    ]);
  });
});
