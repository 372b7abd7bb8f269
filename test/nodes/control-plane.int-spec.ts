import { readFileSync } from 'node:fs';
import { CONTROLS } from '@plimsoll/controls';
import { collectHost } from '@plimsoll/collectors';
import { DERIVATIONS, evaluateWorld } from '@plimsoll/engine';
import type { SubjectJudgement } from '@plimsoll/engine';
import { frameworkById } from '@plimsoll/frameworks';
import { NO_COUNTS, requirementState } from '@plimsoll/model';
import type { ControlTally, Fact, Judgement, SourceId } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import type { HostFiles } from '@plimsoll/probes';
import { startControlPlane } from '@plimsoll/testbed';
import type { ControlPlane, ControlPlaneFlags } from '@plimsoll/testbed';
import { describeTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Expected {
  readonly benchmark: string;
  readonly kubernetesVersion: string;
  readonly sets: Readonly<
    Record<string, { readonly flags: ControlPlaneFlags; readonly verdicts: Readonly<Record<string, string>> }>
  >;
}

/** Written down from the facts before any of these controls existed. */
const EXPECTED = JSON.parse(
  readFileSync(new URL('./testdata/control-plane.expected.json', import.meta.url), 'utf8'),
) as Expected;

const NETWORK_OF_THE_NODE = '/proc/1/net/dev';

/**
 * This machine, on which of all processes only process 1, the kernel's threads and these can be seen. Its network is the
 * one in which they run: the suite may be run in a network namespace, where process 1 is somewhere else.
 */
function restrictedTo(host: HostFiles, pids: readonly number[]): HostFiles {
  const seen = new Set(['1', '2', ...pids.map(String)]);
  return {
    ...host,
    root: host.root,
    stat: (path) => host.stat(path === NETWORK_OF_THE_NODE ? '/proc/self/net/dev' : path),
    list: async (path, limits) => {
      const names = await host.list(path, limits);
      if (path !== '/proc' || names.outcome !== 'read') return names;
      return { outcome: 'read', value: names.value.filter((name) => !/^\d+$/.test(name) || seen.has(name)) };
    },
  };
}

const version = (gitVersion: string): Fact => ({
  source: 'cluster/version',
  partition: '',
  subject: { group: '', kind: 'Cluster', namespace: '', name: 'cluster' },
  body: { shape: 'settings', settings: { gitVersion } },
});

async function judgedNode(plane: ControlPlane): Promise<SubjectJudgement> {
  const facts: Fact[] = [version(plane.version)];
  const host = restrictedTo(openHostFiles('/'), plane.pids);
  const sources = await collectHost(host, { nodeName: 'node-1' }, (fact) => facts.push(fact));
  const completeSources = new Set<SourceId>(['cluster/version', ...sources]);
  const world = { facts, derivations: DERIVATIONS, completeSources, complete: false };
  for (const judged of evaluateWorld({ ...world, controls: CONTROLS }))
    if (judged.subject.kind === 'Node') return judged;
  throw new Error('no node was judged');
}

const tallyOf = (judged: SubjectJudgement): ReadonlyMap<ControlTally['control'], ControlTally> =>
  new Map(
    judged.judgements.map(({ control, judgement }) => {
      const counted = judgement.verdict === 'not-applicable' ? 'notApplicable' : judgement.verdict;
      const counts = { ...NO_COUNTS, [counted]: 1 };
      return [control.id, { control: control.id, severity: control.severity, counts, complete: true }];
    }),
  );

const evidenceOf = (judgement: Judgement | undefined) =>
  judgement !== undefined && 'evidence' in judgement ? (judgement.evidence ?? []) : [];

describeTestbed('a real control plane', () => {
  describe.each(Object.entries(EXPECTED.sets))('with the %s set of flags', (_name, { flags, verdicts }) => {
    let plane: ControlPlane;
    let judged: SubjectJudgement;

    beforeAll(async () => {
      plane = await startControlPlane(flags);
      judged = await judgedNode(plane);
    });
    afterAll(() => plane.stop());

    it('runs, and is of the version that the table is for', () => {
      expect(plane.pids).toHaveLength(4);
      expect(plane.version).toContain(`v${EXPECTED.kubernetesVersion}.`);
    });

    it('has the verdicts that were written down before', () => {
      const framework = frameworkById(EXPECTED.benchmark);
      const tallies = tallyOf(judged);
      const found = Object.fromEntries(
        Object.keys(verdicts).map((id) => {
          const requirement = framework?.requirements.find((one) => one.id === id);
          const state = requirement && requirementState(requirement, tallies, EXPECTED.kubernetesVersion);
          return [id, state?.verdict];
        }),
      );
      expect(found).toEqual(verdicts);
    });

    it('shows the flag and where it was read of every verdict about a flag', () => {
      const ids = /^control-plane\/(?:kube-apiserver|kube-controller-manager|kube-scheduler|etcd)-/;
      const about = judged.judgements.filter(({ control }) => ids.test(control.id));
      expect(about.length).toBeGreaterThan(60);
      for (const { control, judgement } of about) {
        if (judgement.verdict !== 'pass' && judgement.verdict !== 'fail') continue;
        const component = control.subjects[0]?.slice('process/'.length) ?? '';
        const evidence = evidenceOf(judgement);
        const origin = evidence.find(({ path }) => path === component);
        expect([control.id, origin?.value]).toEqual([control.id, expect.stringMatching(/^process .*\w$/)]);
        expect(evidence.length).toBeGreaterThan(1);
      }
    });

    it('gives no file content of what the flags name', () => {
      const text = JSON.stringify(judged.facts);
      for (const name of ['api-server.key', 'service-accounts.key', 'etcd-ca.crt']) {
        const content = readFileSync(`${plane.directory}/pki/${name}`, 'utf8').split('\n')[1] ?? '';
        expect(content.length).toBeGreaterThan(40);
        expect(text).not.toContain(content);
      }
      const encryption = readFileSync(`${plane.directory}/files/encryption-secretbox.yaml`, 'utf8');
      expect(text).not.toContain(/"secret":"([^"]+)"/.exec(encryption)?.[1]);
    });
  });
});
