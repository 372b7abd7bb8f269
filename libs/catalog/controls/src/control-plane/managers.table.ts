import { gateIsNot, given, isTrue, loopback, numberFrom, textIn } from '../components/flag-rule.js';
import { everyCis, stig } from '../components/references.js';
import { bad, fine } from '../components/unset.js';
import { rowsOf } from './control-plane-row.js';
import { externalSigner, schedulerConfig } from './instead.js';

const TLS = textIn(['VersionTLS12', 'VersionTLS13'], 'VersionTLS10');
const OLD_TLS = 'Older protocols can be broken; without the flag the default of the build decides.';
const PROFILES = 'Profiles tell program details and cost processor time to whoever may ask for them.';
const OPEN =
  'Metrics and health of the component are nobody else’s business, and a port less is a flaw less.';
const EVERYWHERE = bad('it listens on every address');

export const CONTROLLER_MANAGER = rowsOf('kube-controller-manager', [
  {
    flag: 'terminated-pod-gc-threshold',
    title: 'Ended pods are cleaned up',
    severity: 'low',
    why: 'Pods that ended stay in etcd until somebody removes them.',
    set: '--terminated-pod-gc-threshold=1000',
    rule: numberFrom(1),
    unset: fine('12500 pods'),
    references: everyCis('1.3.1'),
  },
  {
    flag: 'profiling',
    title: 'The controller manager cannot be profiled over the network',
    severity: 'low',
    why: PROFILES,
    set: '--profiling=false',
    rule: isTrue(false),
    unset: bad('profiling is on'),
    references: [...everyCis('1.3.2'), ...stig('V-242409')],
  },
  {
    flag: 'use-service-account-credentials',
    title: 'Each controller has an identity of its own',
    severity: 'medium',
    why: 'Else every controller acts with the rights of all, and the audit log cannot tell them apart.',
    set: '--use-service-account-credentials=true',
    rule: isTrue(true),
    unset: bad('all controllers share one identity'),
    references: [...everyCis('1.3.3'), ...stig('V-242381')],
  },
  {
    flag: 'service-account-private-key-file',
    title: 'The controller manager has the key of service accounts',
    severity: 'medium',
    why: 'Without it tokens cannot be signed by a key that is theirs alone.',
    set: '--service-account-private-key-file=/etc/kubernetes/pki/sa.key',
    rule: given('/etc/kubernetes/pki/sa.key'),
    unset: bad('no key'),
    instead: externalSigner,
    references: everyCis('1.3.4'),
  },
  {
    flag: 'root-ca-file',
    title: 'Pods get the certificate by which they know the API server',
    severity: 'medium',
    why: 'Without it pods cannot verify whom they show their token to.',
    set: '--root-ca-file=/etc/kubernetes/pki/ca.crt',
    rule: given('/etc/kubernetes/pki/ca.crt'),
    unset: bad('pods get no authority'),
    references: [...everyCis('1.3.5'), ...stig('V-242421')],
  },
  {
    slug: 'gate-rotate-kubelet-server-certificate',
    flag: 'feature-gates',
    title: 'Kubelets may renew their serving certificates',
    severity: 'medium',
    why: 'Without renewal certificates live as long as the node, and are then replaced by self-signed ones.',
    set: '--feature-gates=RotateKubeletServerCertificate=true',
    rule: gateIsNot('RotateKubeletServerCertificate', false),
    unset: fine('on by default'),
    references: everyCis('1.3.6'),
  },
  {
    flag: 'bind-address',
    title: 'The controller manager listens to its own host only',
    severity: 'medium',
    why: OPEN,
    set: '--bind-address=127.0.0.1',
    rule: loopback(),
    unset: EVERYWHERE,
    references: [...everyCis('1.3.7'), ...stig('V-242385')],
  },
  {
    flag: 'tls-min-version',
    title: 'The controller manager speaks TLS 1.2 or newer, and says so',
    severity: 'medium',
    why: OLD_TLS,
    set: '--tls-min-version=VersionTLS12',
    rule: TLS,
    unset: bad('the default of the build, today TLS 1.2'),
    references: stig('V-242376'),
  },
]);

export const SCHEDULER = rowsOf('kube-scheduler', [
  {
    flag: 'profiling',
    title: 'The scheduler cannot be profiled over the network',
    severity: 'low',
    why: PROFILES,
    set: '--profiling=false',
    note: 'With `--config` it is enableProfiling of that file.',
    rule: isTrue(false),
    unset: bad('profiling is on'),
    instead: schedulerConfig,
    references: everyCis('1.4.1'),
  },
  {
    flag: 'bind-address',
    title: 'The scheduler listens to its own host only',
    severity: 'medium',
    why: OPEN,
    set: '--bind-address=127.0.0.1',
    rule: loopback(),
    unset: EVERYWHERE,
    references: [...everyCis('1.4.2'), ...stig('V-242384')],
  },
  {
    flag: 'tls-min-version',
    title: 'The scheduler speaks TLS 1.2 or newer, and says so',
    severity: 'medium',
    why: OLD_TLS,
    set: '--tls-min-version=VersionTLS12',
    rule: TLS,
    unset: bad('the default of the build, today TLS 1.2'),
    references: stig('V-242377'),
  },
]);
