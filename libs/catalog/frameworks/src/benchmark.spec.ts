import { controlById, controlId } from '@plimsoll/controls';
import type { Framework, Requirement } from '@plimsoll/engine';
import { outsideOf } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { isNotImplemented } from './declare.js';
import { findFramework } from './find-framework.js';
import { FRAMEWORKS } from './frameworks.js';

const BENCHMARKS = FRAMEWORKS.filter(({ id }) => /^(?:cis|stig)-/.test(id));
const KUBERNETES = ['cis-kubernetes-1.12', 'cis-kubernetes-1.11', 'cis-rke2-1.8', 'cis-k3s-1.9'];
/** Sections about nodes and their components, which controls of hosts answer. */
const OF_NODES = /^(?:Files of|API server|Controller manager|Scheduler|etcd|Kubelet|kube-proxy)/;

const requirement = (framework: string, id: string): Requirement | undefined =>
  findFramework(framework).requirements.find((one) => one.id === id);
const controlsOf = (framework: string, id: string): readonly string[] =>
  requirement(framework, id)?.controls.map(({ control }) => `${control}`) ?? [];

describe('the benchmarks', () => {
  it('have a control for every row about nodes and their components, but for those of people', () => {
    for (const framework of KUBERNETES.map(findFramework)) {
      const rows = framework.requirements.filter(({ section = '' }) => OF_NODES.test(section));
      const open = rows.filter(({ controls }) => controls.some(({ control }) => isNotImplemented(control)));
      expect([framework.id, open.map(({ id }) => id)]).toEqual([framework.id, []]);
      expect(rows.length).toBeGreaterThan(80);
    }
  });

  it('have levels and sections', () => {
    for (const { id, requirements } of BENCHMARKS)
      for (const { level, section } of requirements) {
        expect([id, level === 1 || level === 2]).toEqual([id, true]);
        expect(section).toMatch(/./);
      }
  });

  it('agree about rows that they share', () => {
    expect(controlsOf('cis-kubernetes-1.12', '1.2.1')).toEqual([
      'control-plane/kube-apiserver-anonymous-auth',
    ]);
    for (const [framework, id] of [
      ['cis-kubernetes-1.11', '1.2.1'],
      ['cis-k3s-1.9', '1.2.1'],
      ['stig-kubernetes', 'V-242390'],
    ] as const)
      expect(controlsOf(framework, id)).toEqual(controlsOf('cis-kubernetes-1.12', '1.2.1'));
    // One row more in the middle of the profile of RKE2.
    expect(controlsOf('cis-rke2-1.8', '1.2.16')).toEqual(controlsOf('cis-kubernetes-1.12', '1.2.15'));
  });

  it('differ where they ask for different things', () => {
    const suites = [
      controlsOf('cis-kubernetes-1.12', '1.2.29'),
      controlsOf('cis-kubernetes-1.11', '1.2.29'),
      controlsOf('cis-k3s-1.9', '1.2.29'),
      controlsOf('stig-kubernetes', 'V-242418'),
    ];
    expect(new Set(suites.map(String)).size).toBe(4);
  });

  it('ask for both files where a row names two', () => {
    expect(controlsOf('cis-kubernetes-1.12', '2.1')).toEqual([
      'control-plane/etcd-cert-file',
      'control-plane/etcd-key-file',
    ]);
    expect(controlsOf('stig-kubernetes', 'V-242427')).toEqual(['control-plane/etcd-key-file']);
  });

  it('answer what they share about workloads by the controls of CIS Kubernetes', () => {
    expect(controlsOf('cis-gke-1.9', '4.1.4')).toEqual(controlsOf('cis-kubernetes-1.12', '5.1.5'));
    expect(requirement('cis-kubernetes-1.12', '1.2.20')).toMatchObject({
      assessment: 'manual',
      controls: [],
    });
  });

  it('name controls that exist, or none', () => {
    for (const { requirements } of BENCHMARKS)
      for (const { controls } of requirements)
        for (const { control } of controls)
          expect(isNotImplemented(control) || controlById(controlId(control)) !== undefined).toBe(true);
  });

  it('are each for one platform, and CIS Kubernetes for the versions that it is written for', () => {
    const isFor = (framework: Framework, distribution: string, kubernetesVersion: string): boolean =>
      outsideOf(framework.applies ?? {}, { distribution, kubernetesVersion }) === undefined;
    const names = (distribution: string, version: string): readonly string[] =>
      BENCHMARKS.filter((framework) => isFor(framework, distribution, version)).map(({ id }) => id);
    expect(names('kubernetes', '1.36')).toEqual(['cis-kubernetes-1.12', 'stig-kubernetes']);
    expect(names('kubernetes', '1.30')).toEqual(['cis-kubernetes-1.11', 'stig-kubernetes']);
    for (const platform of ['eks', 'gke', 'aks', 'rke2', 'k3s', 'openshift'])
      expect(names(platform, '1.33')).toEqual([expect.stringContaining(platform), 'stig-kubernetes']);
  });
});
