import { CONTROLS, controlById, controlId } from '@plimsoll/controls';
import type { Requirement } from '@plimsoll/engine';
import { describe, expect, it } from 'vitest';
import { isNotImplemented } from './declare.js';
import { findFramework, requirementsOfControl } from './find-framework.js';
import { FRAMEWORKS } from './frameworks.js';

const minorOf = (version: string | undefined, otherwise: number): number =>
  version === undefined ? otherwise : Number(version.slice(2));

/** The ids of a framework's requirements that exist at Kubernetes 1.<minor>. */
const at = (requirements: readonly Requirement[], minor: number): readonly string[] =>
  requirements
    .filter(({ versions }) => minorOf(versions?.from, 0) <= minor && minor <= minorOf(versions?.to, Infinity))
    .map(({ id }) => id);

describe.each(FRAMEWORKS.map((framework) => ({ id: framework.id, framework })))('$id', ({ framework }) => {
  it('gives each requirement an id of its own', () => {
    const ids = framework.requirements.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('maps to controls that exist, or says that none does', () => {
    const controls = framework.requirements.flatMap((requirement) => requirement.controls);
    const missing = controls.filter(({ control }) => !isNotImplemented(control) && !controlById(control));
    expect(missing).toEqual([]);
  });

  it('has controls for what is automated, none for what is manual, and maps each once', () => {
    for (const { assessment, controls } of framework.requirements) {
      expect(controls.length > 0).toBe(assessment === 'automated');
      expect(new Set(controls.map(({ control }) => control)).size).toBe(controls.length);
    }
  });
});

describe('the frameworks', () => {
  it('have the published numbers of requirements', () => {
    const counts = Object.fromEntries(FRAMEWORKS.map(({ id, requirements }) => [id, requirements.length]));
    expect(counts).toMatchObject({
      'pss-baseline': 12,
      'pss-restricted': 18,
      'nsa-cisa-1.2': 45,
      'cis-kubernetes-1.12': 131,
      'cis-kubernetes-1.11': 133,
      'cis-eks-1.8': 50,
      'cis-gke-1.9': 57,
      'cis-aks-1.8': 51,
      'cis-rke2-1.8': 130,
      'cis-k3s-1.9': 130,
      'cis-openshift-1.8': 115,
      'stig-kubernetes': 98,
    });
  });

  it('are found by id and alias, in any case', () => {
    expect(findFramework('PSS-Restricted').id).toBe('pss-restricted');
    expect(findFramework(' nsa ').id).toBe('nsa-cisa-1.2');
  });

  it('are named when one is asked for that does not exist', () => {
    expect(() => findFramework('pss-restrictd')).toThrowError(
      expect.objectContaining({
        code: 'FRAMEWORK_UNKNOWN',
        hint: expect.stringContaining('pss-restricted'),
      }),
    );
  });

  it('tell where a control counts', () => {
    expect(requirementsOfControl(controlId('workload/privileged')).slice(0, 3)).toEqual([
      { framework: 'pss-baseline', id: 'privileged', mapping: 'direct' },
      { framework: 'pss-restricted', id: 'privileged', mapping: 'direct' },
      { framework: 'nsa-cisa-1.2', id: 'POD-6', mapping: 'direct' },
    ]);
    expect(requirementsOfControl(controlId('workload/no-such-thing'))).toEqual([]);
  });

  it('tell where a control counts for one version of Kubernetes', () => {
    const at = (version: string) =>
      requirementsOfControl(controlId('workload/capabilities-baseline'), version)
        .map(({ framework }) => framework)
        .filter((framework) => !/^(?:cis|stig)-/.test(framework));
    expect(at('1.21')).toEqual(['pss-baseline', 'pss-restricted', 'nsa-cisa-1.2']);
    expect(at('1.22')).toEqual(['pss-baseline', 'nsa-cisa-1.2']);
  });

  it('leave no control without a reason to be there', () => {
    const idle = CONTROLS.filter(({ id }) => requirementsOfControl(id).length === 0).map(({ id }) => id);
    expect(idle).toEqual([]);
  });
});

describe('pss-restricted', () => {
  it('holds the checks of baseline until a check of its own replaces them', () => {
    const replaced = ['capabilities', 'seccompProfile', 'procMount'];
    for (let minor = 0; minor <= 40; minor++) {
      const ids = at(findFramework('pss-restricted').requirements, minor);
      for (const name of replaced) {
        const both = ids.filter((id) => id.startsWith(name));
        expect({ minor, both }).toEqual({ minor, both: [expect.any(String)] });
      }
      expect(ids).not.toContain('hostPathVolumes');
      const baseline = at(findFramework('pss-baseline').requirements, minor);
      expect(baseline.includes('hostProbesAndHostLifecycle')).toBe(minor >= 34);
      expect(ids.includes('allowPrivilegeEscalation')).toBe(minor >= 8);
      expect(ids.includes('runAsUser')).toBe(minor >= 23);
    }
  });
});
