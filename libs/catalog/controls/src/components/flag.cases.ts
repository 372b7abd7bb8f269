import type { ControlCase } from '@plimsoll/engine';
import type { ControlPlaneComponent, FactBody, SourceId } from '@plimsoll/model';
import { CONTROL_PLANE } from '@plimsoll/model';
import type { Settings } from '../settings/host-case.js';
import { NO_PERMISSION } from '../settings/host-case.js';
import {
  flagSettings,
  NODE_OBJECT,
  nodeCase,
  notRunning,
  running,
  settingsBody,
  type Told,
} from './component-case.js';
import { COMPONENT_FILES, pathOf, type FlagRow } from './flag-control.js';
import type { Effect } from './unset.js';

type Expect = ControlCase['expect'];
type Facts = Partial<Record<SourceId, FactBody>>;

const UNREADABLE: Expect = { verdict: 'unknown', reason: 'unreadable' };
const NOT_COLLECTED: Expect = { verdict: 'unknown', reason: 'not-collected' };

/** The API server beside the others: some of their rows ask it whether another program has their keys. */
const processOf = (row: FlagRow, given: Settings): Facts => ({
  'process/kube-apiserver': running('kube-apiserver', {}),
  [`process/${row.component}`]: running(row.component, given),
});

const verdictCase = (
  title: string,
  facts: Facts,
  verdict: 'pass' | 'fail',
  row: FlagRow,
  text: string,
): ControlCase =>
  nodeCase(title, facts, {
    verdict,
    evidence: [
      { path: row.inFile?.key ?? pathOf(row), value: text },
      { path: row.component, value: `process /usr/local/bin/${row.component}` },
    ],
  });

/** Each example, as the flag's own text or as what the file says that the flag names. */
function exampleCases(row: FlagRow): ControlCase[] {
  const { pass, fail, unknown = [] } = row.rule.examples;
  const key = row.inFile?.key;
  const facts = (text: string): Facts =>
    key === undefined
      ? processOf(row, { [row.flag]: text })
      : {
          ...processOf(row, { [row.flag]: '/etc/kubernetes/file.yaml' }),
          [COMPONENT_FILES]: settingsBody({ [key]: text }),
        };
  const title = (text: string): string => `${key ?? row.flag} is "${text}"`;
  return [
    ...pass.map((text) => verdictCase(title(text), facts(text), 'pass', row, text)),
    ...fail.map((text) => verdictCase(title(text), facts(text), 'fail', row, text)),
    ...unknown.map((text) => nodeCase(title(text), facts(text), UNREADABLE)),
  ];
}

const expectedOf = (row: FlagRow, { verdict, does }: Effect): Expect =>
  verdict === 'not-applicable'
    ? { verdict, reason: does }
    : { verdict, evidence: [{ path: pathOf(row), value: null }] };

function unsetCases(row: FlagRow): ControlCase[] {
  const facts = processOf(row, {});
  const { unset } = row;
  if ('verdict' in unset) return [nodeCase('it is not set', facts, expectedOf(row, unset))];
  return [
    nodeCase('it is not set, before', facts, expectedOf(row, unset.first), { kubernetesVersion: '1.10' }),
    ...unset.later.map((effect) =>
      nodeCase(`it is not set, since ${effect.since}`, facts, expectedOf(row, effect), {
        kubernetesVersion: effect.since,
      }),
    ),
    nodeCase('it is not set, and the version is not known', facts, UNREADABLE, {}),
    ...unset.later
      .slice(-1)
      .map((effect) =>
        nodeCase(
          `it is not set, and the manifest names an image of ${effect.since}`,
          { ...facts, [`static-pod/${row.component}`]: manifestOf(row, effect.since) },
          expectedOf(row, effect),
          {},
        ),
      ),
  ];
}

const manifestOf = ({ component }: FlagRow, version: string): FactBody =>
  settingsBody({
    manifest: `/etc/kubernetes/manifests/${component}.yaml`,
    version: `${version}.3`,
    ...flagSettings(component, {}),
  });

const everyManifest: Facts = Object.fromEntries(
  CONTROL_PLANE.flatMap((component: ControlPlaneComponent) => [
    [`process/${component}`, notRunning(component)],
    [`static-pod/${component}`, settingsBody({ manifest: { absent: `no manifest of ${component}` } })],
  ]),
);

/** Where a component may be, and may not be. */
function placeCases(row: FlagRow): ControlCase[] {
  const { component } = row;
  const none: Facts = { [`process/${component}`]: notRunning(component) };
  const withNode: Facts = { ...none, 'kube/core/Node': NODE_OBJECT };
  const at = (title: string, facts: Facts, expect: Expect, api?: Told): ControlCase =>
    nodeCase(title, facts, expect, api);
  return [
    at(
      'a managed control plane',
      withNode,
      { verdict: 'not-applicable' },
      { distribution: 'eks', roles: [] },
    ),
    at('a worker of the cluster', withNode, { verdict: 'not-applicable' }, { roles: [] }),
    at('a host without any of a control plane', everyManifest, { verdict: 'not-applicable' }),
    at('a node of the control plane on which it is not seen', withNode, NOT_COLLECTED, {
      roles: ['control-plane'],
    }),
    at(
      'its process cannot be seen',
      { [`process/${component}`]: settingsBody({ process: NO_PERMISSION }) },
      UNREADABLE,
    ),
    at(
      'its flags cannot be read',
      processOf(row, { ...flagSettings(component, {}), [row.flag]: NO_PERMISSION }),
      UNREADABLE,
    ),
    at('nothing is said of it', { [`process/${component}`]: settingsBody({}) }, NOT_COLLECTED),
  ];
}

/** The same flag in a manifest and in a mirror Pod, with where it was read. */
function originCases(row: FlagRow): ControlCase[] {
  const example = row.rule.examples.fail[0] ?? row.rule.examples.pass[0] ?? '';
  if (row.inFile !== undefined || row.rule.accepts(example) === undefined) return [];
  const verdict = row.rule.accepts(example) === true ? 'pass' : 'fail';
  const path = `/etc/kubernetes/manifests/${row.component}.yaml`;
  const none: Facts = { [`process/${row.component}`]: notRunning(row.component) };
  const settings = flagSettings(row.component, { [row.flag]: example });
  const name = `kube-system/${row.component}-node-1`;
  const shown = (origin: string): Expect => ({
    verdict,
    evidence: [
      { path: pathOf(row), value: example },
      { path: row.component, value: origin },
    ],
  });
  return [
    nodeCase(
      'its manifest',
      { ...none, [`static-pod/${row.component}`]: settingsBody({ manifest: path, ...settings }) },
      shown(path),
    ),
    nodeCase('its mirror Pod', { ...none, 'kube/core/Node': NODE_OBJECT }, shown(`Pod ${name}`), {
      roles: ['control-plane'],
      pods: { [row.component]: { name, settings: JSON.parse(JSON.stringify(settings)) } },
    }),
  ];
}

/** What follows from a row alone. */
export const flagCases = (row: FlagRow): readonly ControlCase[] => [
  ...exampleCases(row),
  ...unsetCases(row),
  ...originCases(row),
  ...placeCases(row),
];
