import type { ControlCase } from '@plimsoll/engine';
import type { FactBody, SourceId } from '@plimsoll/model';
import { ABSENT, NO_PERMISSION, type Settings } from '../settings/host-case.js';
import { PODS_CGROUP } from '../settings/kubernetes-node.js';
import { nodeCase, settingsBody } from './component-case.js';
import type { ConfiguredRow } from './configured-control.js';
import type { Effect } from './unset.js';

type Expect = ControlCase['expect'];
type Facts = Partial<Record<SourceId, FactBody>>;
const UNREADABLE: Expect = { verdict: 'unknown', reason: 'unreadable' };
const NOT_COLLECTED: Expect = { verdict: 'unknown', reason: 'not-collected' };

/** The configuration of a component that runs. */
export const configured = (row: Pick<ConfiguredRow, 'component'>, settings: Settings): Facts => ({
  [`host/${row.component}`]: settingsBody({ process: `/usr/bin/${row.component}`, ...settings }),
});

const withValue = (row: ConfiguredRow, setting: Settings[string], more: Settings = {}): Facts =>
  configured(row, { [row.key]: setting, [`${row.key} origin`]: '/etc/kubernetes/file.yaml', ...more });

const exampleCase = (
  row: ConfiguredRow,
  text: string,
  verdict: 'pass' | 'fail',
  more: Settings,
): ControlCase =>
  nodeCase(`${row.key} is "${text}"`, withValue(row, text, more), {
    verdict,
    evidence: [
      { path: row.key, value: text },
      { path: `${row.component} ${row.key} origin`, value: '/etc/kubernetes/file.yaml' },
    ],
  });

const expectedOf = (row: ConfiguredRow, { verdict, does }: Effect): Expect =>
  verdict === 'not-applicable'
    ? { verdict, reason: does }
    : { verdict, evidence: [{ path: row.key, value: null }] };

function unsetCases(row: ConfiguredRow, more: Settings): ControlCase[] {
  const { unset } = row;
  const facts = withValue(row, '', more);
  if ('verdict' in unset)
    return [
      nodeCase('it is empty', facts, expectedOf(row, unset)),
      nodeCase('it is not set', withValue(row, ABSENT, more), expectedOf(row, unset)),
    ];
  return [
    nodeCase('it is not set, before', facts, expectedOf(row, unset.first), { kubernetesVersion: '1.10' }),
    ...unset.later.map((effect) =>
      nodeCase(`it is not set, since ${effect.since}`, facts, expectedOf(row, effect), {
        kubernetesVersion: effect.since,
      }),
    ),
    nodeCase('it is not set, and the version is not known', facts, UNREADABLE, {}),
  ];
}

function placeCases(row: ConfiguredRow): ControlCase[] {
  const source = `host/${row.component}` as const;
  const gone: Facts = { [source]: settingsBody({ process: { absent: `no process of ${row.component}` } }) };
  const hostOnly: Facts = { ...gone, 'host/identity': settingsBody({ [PODS_CGROUP]: ABSENT }) };
  return [
    nodeCase('a host on which it does not run', hostOnly, { verdict: 'not-applicable' }),
    nodeCase(
      'a node on which it was not seen',
      gone,
      row.component === 'kubelet' ? NOT_COLLECTED : { verdict: 'not-applicable' },
    ),
    nodeCase(
      'its process cannot be seen',
      { [source]: settingsBody({ process: NO_PERMISSION }) },
      UNREADABLE,
    ),
    nodeCase('nothing is said of it', { [source]: settingsBody({}) }, NOT_COLLECTED),
  ];
}

/** What follows from a row alone; `more` are other keys that it looks at. */
export const configuredCases = (row: ConfiguredRow, more: Settings = {}): readonly ControlCase[] => [
  ...row.rule.examples.pass.map((text) => exampleCase(row, text, 'pass', more)),
  ...row.rule.examples.fail.map((text) => exampleCase(row, text, 'fail', more)),
  ...(row.rule.examples.unknown ?? []).map((text) =>
    nodeCase(`${row.key} is "${text}"`, withValue(row, text, more), UNREADABLE),
  ),
  ...unsetCases(row, more),
  nodeCase('its file is closed', withValue(row, NO_PERMISSION, more), UNREADABLE),
  ...placeCases(row),
];
