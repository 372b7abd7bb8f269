import { readFileSync } from 'node:fs';
import { CONTROLS } from '@plimsoll/controls';
import { HOST_COLLECTORS, collectHostSource } from '@plimsoll/collectors';
import { hostRunning, plantHost } from '@plimsoll/collectors/testing';
import { DERIVATIONS, evaluateWorld } from '@plimsoll/engine';
import { frameworkById } from '@plimsoll/frameworks';
import { NO_COUNTS, requirementState } from '@plimsoll/model';
import type { Fact, JsonValue, SourceId } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';

/**
 * Rows of the benchmarks about flags and fields, with values and the verdicts that they deserve, made from the facts'
 * own columns (operator, expected, what the real default deserves) and not from the tables of controls: an operator that
 * is swapped there, a value that is shifted or a default that is turned around is seen here.
 */
interface Row {
  readonly component: string;
  /** All of them get the value. */
  readonly flags?: readonly string[];
  readonly fields?: readonly string[];
  readonly examples: readonly (readonly [value: string, verdict: string])[];
  /** By Kubernetes version. */
  readonly unset: Readonly<Record<string, string>>;
}

const ROWS = Object.entries(
  JSON.parse(readFileSync(new URL('./testdata/flags.expected.json', import.meta.url), 'utf8')) as Readonly<
    Record<string, Row>
  >,
);

const COLLECTORS = HOST_COLLECTORS.filter(({ source }) =>
  /^(?:process|static-pod)\/|^host\/(?:identity|kubelet|kube-proxy|component-configuration|encryption-config)$/.test(
    source,
  ),
);

const version = (gitVersion: string): Fact => ({
  source: 'cluster/version',
  partition: '',
  subject: { group: '', kind: 'Cluster', namespace: '', name: 'cluster' },
  body: { shape: 'settings', settings: { gitVersion } },
});

/** `a.b.c` with its value, as it would stand in a file. */
function fieldOf(path: string, value: string): Readonly<Record<string, JsonValue>> {
  const [first = '', ...rest] = path.split('.');
  if (rest.length > 0) return { [first]: fieldOf(rest.join('.'), value) };
  if (first === 'tlsCipherSuites') return { [first]: value.split(',') };
  if (value === 'true' || value === 'false') return { [first]: value === 'true' };
  return { [first]: /^-?\d+$/.test(value) ? Number(value) : value };
}

const CONFIG = '/var/lib/kubelet/config.yaml';
const HEAD = { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration' };

/** A host on which the component has the value, and nothing else. */
function hostOf({ component, flags = [], fields }: Row, value: string | undefined) {
  const given = value === undefined ? [] : flags.map((flag) => `${flag}=${value}`);
  const addressed = component === 'etcd' ? ['--listen-client-urls=https://127.0.0.1:2379'] : [];
  const configured = component === 'kubelet' ? [`--config=${CONFIG}`] : [];
  const content = Object.assign({}, HEAD, ...(fields ?? []).map((field) => value && fieldOf(field, value)));
  const files = { '/sys/fs/cgroup/kubepods.slice/cgroup.procs': '', [CONFIG]: JSON.stringify(content) };
  const others = component === 'kubelet' ? [] : [['kubelet', `--config=${CONFIG}`]];
  return hostRunning([[component, ...addressed, ...configured, ...given], ...others], files);
}

async function verdictOf(
  row: Row,
  id: string,
  value: string | undefined,
  kubernetes: string,
): Promise<string> {
  const planted = await plantHost(hostOf(row, value));
  const facts: Fact[] = [version(kubernetes)];
  const host = openHostFiles(planted.root);
  for (const collector of COLLECTORS)
    await collectHostSource(collector, host, { nodeName: 'node-1' }, (fact) => facts.push(fact));
  await planted.remove();
  const [framework = '', requirementId = ''] = id.split(' ');
  const requirement = frameworkById(framework)?.requirements.find((one) => one.id === requirementId);
  const mapped = new Set(requirement?.controls.map(({ control }) => `${control}`));
  const controls = CONTROLS.filter((control) => mapped.has(control.id));
  const all = new Set<SourceId>(DERIVATIONS.flatMap(({ sources }) => sources));
  const world = { facts, derivations: DERIVATIONS, completeSources: all, complete: false, controls };
  const node = [...evaluateWorld(world)].find(({ subject }) => subject.kind === 'Node');
  const tallies = new Map(
    node?.judgements.map(({ control, judgement }) => {
      const counted = judgement.verdict === 'not-applicable' ? 'notApplicable' : judgement.verdict;
      const counts = { ...NO_COUNTS, [counted]: 1 };
      return [
        control.id,
        { control: control.id, severity: control.severity, counts, complete: true },
      ] as const;
    }),
  );
  return requirement === undefined
    ? 'no such requirement'
    : requirementState(requirement, tallies, kubernetes).verdict;
}

describe.each(ROWS)('%s', (id, row) => {
  it('is judged by the value as the facts say', async () => {
    const found = [];
    for (const [value] of row.examples) found.push([value, await verdictOf(row, id, value, '1.33')]);
    expect(found).toEqual(row.examples);
  });

  it('is judged without it as the default deserves', async () => {
    const found: Record<string, string> = {};
    for (const kubernetes of Object.keys(row.unset))
      found[kubernetes] = await verdictOf(row, id, undefined, kubernetes);
    expect(found).toEqual(row.unset);
  });
});
