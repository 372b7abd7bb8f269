import type { ControlCase } from '@plimsoll/engine';
import type { FactBody, SourceId } from '@plimsoll/model';
import { NODE_OBJECT, nodeCase, notRunning, running, settingsBody } from '../components/component-case.js';
import { configured, configuredCases } from '../components/configured.cases.js';
import type { ConfiguredRow } from '../components/configured-control.js';
import { COMPONENT_FILES } from '../components/flag-control.js';
import { ABSENT, NO_PERMISSION, type Settings } from '../settings/host-case.js';
import { KUBELET_ROWS } from './kubelet.rows.js';
import { SWAP_BEHAVIOR } from './instead.js';
import { DENIED, UNIT } from './service-unit.js';
import { LOGIN_ROWS } from './worker-logins.js';

const KUBELET = { component: 'kubelet' } as const;
const STATIC = { staticPodPath: '/etc/kubernetes/manifests' };

/** What a row looks at beside its own key. */
const BESIDE: Readonly<Record<string, Settings>> = {
  tlsCertFile: { serverTLSBootstrap: 'false' },
  tlsPrivateKeyFile: { serverTLSBootstrap: 'false' },
  tlsCipherSuites: { tlsMinVersion: '' },
  failSwapOn: { [SWAP_BEHAVIOR]: 'UnlimitedSwap' },
};

const bootstrapCases = (row: ConfiguredRow): readonly ControlCase[] => [
  nodeCase(
    'it asks the API server for its certificate',
    configured(row, { serverTLSBootstrap: 'true', [row.key]: '' }),
    {
      verdict: 'pass',
      evidence: [{ path: 'serverTLSBootstrap', value: 'true' }],
    },
  ),
];
const tlsCases = (row: ConfiguredRow): readonly ControlCase[] => [
  nodeCase('TLS 1.3 is the least', configured(row, { tlsMinVersion: 'VersionTLS13', [row.key]: '' }), {
    verdict: 'pass',
    evidence: [{ path: 'tlsMinVersion', value: 'VersionTLS13' }],
  }),
];

const onNode = (more: Partial<Record<SourceId, FactBody>>): Partial<Record<SourceId, FactBody>> => ({
  ...configured(KUBELET, STATIC),
  ...more,
});

/** A worker is told by the API; without it the whole control plane has to be shown absent. */
const WORKER: Partial<Record<SourceId, FactBody>> = {
  'kube/core/Node': NODE_OBJECT,
  'process/kube-apiserver': notRunning('kube-apiserver'),
};

const STATIC_CASES: readonly ControlCase[] = [
  nodeCase('none', configured(KUBELET, { staticPodPath: '' }), { verdict: 'pass' }),
  nodeCase(
    'a folder on a worker',
    onNode(WORKER),
    { verdict: 'fail', evidence: [{ path: 'staticPodPath' }] },
    {
      roles: ['worker'],
    },
  ),
  nodeCase(
    'a folder on a node of the control plane',
    onNode({ 'process/kube-apiserver': running('kube-apiserver', {}) }),
    {
      verdict: 'not-applicable',
    },
  ),
  nodeCase(
    'a folder on a node of the control plane that cannot be seen',
    onNode(WORKER),
    { verdict: 'unknown', reason: 'not-collected' },
    { roles: ['control-plane'] },
  ),
  nodeCase(
    'nothing is said of it',
    { 'host/kubelet': settingsBody({}) },
    { verdict: 'unknown', reason: 'not-collected' },
  ),
];

const swapCases = (row: ConfiguredRow): readonly ControlCase[] => {
  const on = (behavior: Settings[string]): Partial<Record<SourceId, FactBody>> =>
    configured(row, { failSwapOn: 'false', [SWAP_BEHAVIOR]: behavior });
  return [
    nodeCase('the node swaps, and pods do not', on('NoSwap'), {
      verdict: 'pass',
      evidence: [{ path: SWAP_BEHAVIOR, value: 'NoSwap' }],
    }),
    nodeCase('the node swaps, and nothing is said of pods', on(''), { verdict: 'pass' }),
    nodeCase('pods swap within limits', on('LimitedSwap'), { verdict: 'not-applicable' }),
    nodeCase('nobody knows whether pods swap', on(NO_PERMISSION), {
      verdict: 'unknown',
      reason: 'unreadable',
    }),
  ];
};

function casesOf(row: ConfiguredRow): readonly ControlCase[] {
  if (row.key === 'staticPodPath') return STATIC_CASES;
  const beside = BESIDE[row.key];
  if (row.key === 'failSwapOn') return [...configuredCases(row, beside), ...swapCases(row)];
  const more = row.key.startsWith('tlsC') && row.key !== 'tlsCertFile' ? tlsCases(row) : bootstrapCases(row);
  return [...configuredCases(row, beside), ...(beside === undefined ? [] : more)];
}

const unit = (title: string, settings: Settings, expect: ControlCase['expect']): ControlCase =>
  nodeCase(title, { [COMPONENT_FILES]: settingsBody(settings) }, expect);
const HAS_UNIT: Settings = { [UNIT]: '/usr/lib/systemd/system/kubelet.service' };

const UNIT_CASES: readonly ControlCase[] = [
  unit(
    'every address is denied',
    { ...HAS_UNIT, [DENIED]: 'any' },
    {
      verdict: 'pass',
      evidence: [{ path: DENIED, value: 'any' }],
    },
  ),
  unit('both families are denied', { ...HAS_UNIT, [DENIED]: '::/0 0.0.0.0/0' }, { verdict: 'pass' }),
  unit('some are denied', { ...HAS_UNIT, [DENIED]: '10.0.0.0/8 many' }, { verdict: 'fail' }),
  unit('none is denied', { ...HAS_UNIT, [DENIED]: ABSENT }, { verdict: 'fail' }),
  unit('no unit', { [UNIT]: ABSENT, [DENIED]: ABSENT }, { verdict: 'not-applicable' }),
  unit(
    'a drop-in is closed',
    { ...HAS_UNIT, [DENIED]: NO_PERMISSION },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
  unit('nothing is said of it', {}, { verdict: 'unknown', reason: 'not-collected' }),
];

/** Texts with which a row fails: a count of processes, a name of a unit. */
const loginCases = ({ source, key }: (typeof LOGIN_ROWS)[number], open: string): readonly ControlCase[] => {
  const on = (setting: Settings[string], more = WORKER): Partial<Record<SourceId, FactBody>> => ({
    [source]: settingsBody({ [key]: setting }),
    ...more,
  });
  return [
    nodeCase('none', on(ABSENT), { verdict: 'pass', evidence: [{ path: key, value: null }] }, { roles: [] }),
    nodeCase(
      'on a worker',
      on(open),
      { verdict: 'fail', evidence: [{ path: key, value: open }] },
      { roles: [] },
    ),
    nodeCase(
      'on a node of the control plane',
      on(open, { 'process/kube-apiserver': running('kube-apiserver', {}) }),
      { verdict: 'not-applicable' },
    ),
    nodeCase(
      'on a node of the control plane that cannot be seen',
      on(open),
      { verdict: 'unknown', reason: 'not-collected' },
      { roles: ['control-plane'] },
    ),
    nodeCase('it cannot be read', on(NO_PERMISSION), { verdict: 'unknown', reason: 'unreadable' }),
    nodeCase(
      'nothing is said of it',
      { [source]: settingsBody({}) },
      { verdict: 'unknown', reason: 'not-collected' },
    ),
  ];
};

/** Examples of every control of the family. */
export const kubeletCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...Object.fromEntries(KUBELET_ROWS.map((row) => [row.id, casesOf(row)])),
  'kubelet/service-ip-address-deny': UNIT_CASES,
  ...Object.fromEntries(
    LOGIN_ROWS.map((row) => [
      `kubelet/${row.slug}`,
      loginCases(row, row.key === 'running.sshd' ? '2' : 'ssh.service'),
    ]),
  ),
};
