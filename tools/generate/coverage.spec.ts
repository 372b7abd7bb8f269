import { collectHost } from '@plimsoll/collectors';
import { HOST_TREES, plantHost, type HostTree } from '@plimsoll/collectors/testing';
import { CONTROLS, controlById } from '@plimsoll/controls';
import { CASES } from '@plimsoll/controls/testing';
import { judge, type Control, type ControlCase } from '@plimsoll/engine';
import { FRAMEWORKS, isNotImplemented } from '@plimsoll/frameworks';
import { isControlId } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';
import { ANSWERS, REASONS, countsOf, lists, type Row } from './coverage/rows.mjs';

const ALL = lists();
const rowsOf = (name: string): readonly Row[] => ALL.find((list) => list.name === name)?.rows ?? [];
const EVERY = ALL.flatMap(({ name, rows }) => rows.map((row) => ({ list: name, ...row })));
const knows = (id: string): boolean => isControlId(id) && controlById(id) !== undefined;

function evidenceOf(control: Control, { subject, facts, derived }: ControlCase): readonly string[] {
  const judgement = judge(control, {
    subject,
    facts,
    derived: (id) => {
      const value = derived?.[id];
      return value === undefined ? undefined : { value, incomplete: false };
    },
  });
  if (judgement.verdict !== 'pass' && judgement.verdict !== 'fail') return [];
  return (judgement.evidence ?? []).map(({ path }) => path);
}

/** Keys of evidence that a control shows in its own cases. */
const shownBy = new Map(
  CONTROLS.map((control) => [
    `${control.id}`,
    new Set((CASES[control.id] ?? []).flatMap((example) => evidenceOf(control, example))),
  ]),
);

/** Lists whose rows are named by the source's own key. */
const BY_KEY: Readonly<Record<string, (key: string) => string>> = {
  sysctl: (key) => key,
  kconfig: (key) => key.split(' ')[0] ?? '',
  cmdline: (key) => key.split(' ')[0] ?? '',
  modules: (key) => key.replaceAll('-', '_'),
};

/** Parameters are facts where a command line has them. */
const COMMAND_LINE: HostTree = {
  files: {
    '/proc/sys/kernel/hostname': 'n\n',
    '/proc/cmdline': `${rowsOf('cmdline')
      .map(({ key }) => `${key.split(' ')[0]}=1`)
      .join(' ')}\n`,
  },
};

async function collected(): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const tree of [...Object.values(HOST_TREES), COMMAND_LINE]) {
    const host = await plantHost(tree);
    await collectHost(openHostFiles(host.root), { nodeName: 'n' }, ({ source, body }) => {
      const found = body.shape === 'settings' ? body.settings : body.shape === 'files' ? body.files : {};
      for (const key of Object.keys(found)) keys.add(`${source} ${key}`);
    });
    await host.remove();
  }
  return keys;
}

/** Counted anew with every row that changes its answer: so that none changes unseen. */
const NODE_COUNTS = { implemented: 880, fact: 143, merged: 60, 'api-object': 53, privilege: 1, missing: 4 };
const BENCHMARK_COUNTS = { requirement: 662, manual: 90, 'api-object': 96, 'cloud-api': 47 };

describe('docs/coverage', () => {
  it('holds every row of the lists', () => {
    expect(Object.fromEntries(ALL.map(({ name, rows }) => [name, rows.length]))).toEqual({
      'cis-aks-1.8': 51,
      'cis-eks-1.8': 50,
      'cis-gke-1.9': 57,
      'cis-k3s-1.9': 130,
      'cis-kubernetes-1.11': 133,
      'cis-kubernetes-1.12': 131,
      'cis-openshift-1.8': 115,
      'cis-rke2-1.8': 130,
      'stig-kubernetes': 98,
      cmdline: 99,
      'cpu-vulnerabilities': 24,
      kconfig: 325,
      'lsm-and-boot': 71,
      modules: 117,
      'mounts-and-files': 104,
      os: 52,
      'protect-kernel-defaults': 8,
      runtime: 143,
      services: 69,
      sysctl: 129,
    });
    for (const { rows } of ALL) expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it('answers every row in a way that is known, and leaves out for the named reasons only', () => {
    const odd = EVERY.filter(
      ({ answer, by }) => !ANSWERS.includes(answer) || (answer === 'left-out' && !Object.hasOwn(REASONS, by)),
    );
    expect(odd).toEqual([]);
  });

  it('counts for nodes', () => {
    const nodes = ALL.filter(({ name }) => !FRAMEWORKS.some(({ id }) => id === name));
    expect(countsOf(nodes.flatMap(({ rows }) => rows))).toEqual(NODE_COUNTS);
  });

  it('counts for benchmarks', () => {
    const benchmarks = ALL.filter(({ name }) => FRAMEWORKS.some(({ id }) => id === name));
    expect(countsOf(benchmarks.flatMap(({ rows }) => rows))).toEqual(BENCHMARK_COUNTS);
  });

  it('names controls that there are, of their own for the first row of each', () => {
    for (const { name, rows } of ALL) {
      const claimed = rows.filter(({ answer }) => answer === 'implemented' || answer === 'merged');
      expect(claimed.filter(({ by }) => !knows(by))).toEqual([]);
      const seen = new Set<string>();
      for (const { key, answer, by } of claimed) {
        expect([name, key, answer]).toEqual([name, key, seen.has(by) ? 'merged' : 'implemented']);
        seen.add(by);
      }
    }
  });

  it('finds each control by the key of its evidence', () => {
    const wrong = EVERY.flatMap(({ list, key, answer, by }) => {
      const keyOf = BY_KEY[list];
      if (keyOf === undefined || (answer !== 'implemented' && answer !== 'merged')) return [];
      return shownBy.get(by)?.has(keyOf(key)) === true ? [] : [`${list}: ${key} is not evidence of ${by}`];
    });
    expect(wrong).toEqual([]);
  });

  it('names facts that the collectors produce', async () => {
    const keys = await collected();
    expect(EVERY.filter(({ answer, by }) => answer === 'fact' && !keys.has(by))).toEqual([]);
  });

  it('answers a row of a benchmark exactly where a control does', () => {
    for (const framework of FRAMEWORKS) {
      const rows = rowsOf(framework.id);
      if (rows.length === 0) continue;
      expect(rows.map(({ key }) => key).sort()).toEqual(framework.requirements.map(({ id }) => id).sort());
      const answered = framework.requirements.filter(({ controls }) =>
        controls.some(({ control }) => !isNotImplemented(control)),
      );
      expect(
        rows
          .filter(({ answer }) => answer === 'requirement')
          .map(({ key }) => key)
          .sort(),
      ).toEqual(answered.map(({ id }) => id).sort());
    }
  });

  it('leaves out of the benchmarks nothing that a node tells', () => {
    const ofNodes =
      /^(?:process-flag|kubelet-config|kube-proxy-config|file-mode|file-owner|encryption-config-file|systemd-unit|host-service)$/;
    const left = EVERY.filter(({ kind, answer }) => ofNodes.test(kind) && answer !== 'requirement');
    // The timeout of requests is a manual row: no value is right for every cluster. The version of TLS of OpenShift's kubelets too.
    expect(left.map(({ list, key, by }) => `${list} ${key} ${by}`)).toEqual([
      'cis-kubernetes-1.11 1.2.20 manual',
      'cis-kubernetes-1.12 1.2.20 manual',
      'cis-openshift-1.8 4.2.13 manual',
      'cis-rke2-1.8 1.2.21 manual',
    ]);
  });
});
