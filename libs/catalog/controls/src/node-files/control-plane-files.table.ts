import { everyCis, openshift, plainCis, rancherCis, rowsOf, stig, type FileSubject } from './file-subject.js';

const ROOT = 'root:root';
const MANIFEST =
  'Whoever writes to it starts what he likes as root, without admission; who reads it learns every flag.';
const CREDENTIAL = 'It is a credential of the control plane: who reads it acts as the component.';

type Component = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd';

const manifest = (component: Component, name: string, mode: string, owner: string): FileSubject => ({
  slug: `${component}-manifest`,
  name: `The manifest of ${name}`,
  groups: [`${component}-manifest`],
  none: { process: component },
  severity: 'high',
  why: MANIFEST,
  at: `/etc/kubernetes/manifests/${component}.yaml`,
  checks: [
    { mode: 0o600, references: everyCis(mode) },
    { owner: ROOT, references: everyCis(owner) },
  ],
});

const NO_KUBECONFIG = { notApplicable: 'no such credential is at any place that is known' };

const SUBJECTS: readonly FileSubject[] = [
  manifest('kube-apiserver', 'the API server', '1.1.1', '1.1.2'),
  manifest('kube-controller-manager', 'the controller manager', '1.1.3', '1.1.4'),
  manifest('kube-scheduler', 'the scheduler', '1.1.5', '1.1.6'),
  manifest('etcd', 'etcd', '1.1.7', '1.1.8'),
  {
    slug: 'static-pod-manifests',
    name: 'Every manifest of a static Pod',
    groups: ['static-pod-manifests'],
    none: { notApplicable: 'no static Pods are declared on this node' },
    severity: 'high',
    why: MANIFEST,
    at: '/etc/kubernetes/manifests/*',
    checks: [
      { mode: 0o644, references: stig('V-242408', 'V-242458') },
      { owner: ROOT, references: stig('V-242405', 'V-242444') },
    ],
  },
  {
    slug: 'cni-config',
    name: 'The configuration of the pod network',
    groups: ['cni-config'],
    none: { notApplicable: 'no configuration of a pod network is on this host' },
    severity: 'medium',
    why: 'It names programs that run as root for every pod.',
    at: '/etc/cni/net.d/*',
    checks: [
      { mode: 0o600, references: everyCis('1.1.9') },
      { owner: ROOT, references: everyCis('1.1.10') },
    ],
  },
  {
    slug: 'etcd-data',
    name: 'The data of etcd',
    groups: ['etcd-data'],
    none: { process: 'etcd' },
    severity: 'high',
    why: 'It holds every secret of the cluster, and who writes to it writes the cluster.',
    at: '/var/lib/etcd',
    checks: [
      { mode: 0o700, references: everyCis('1.1.11') },
      {
        owner: 'etcd:etcd',
        of: ['kubernetes', 'k3s'],
        references: [...plainCis('1.1.12'), 'cis-k3s-1.9:1.1.12'],
      },
      {
        owner: ROOT,
        suffix: 'root',
        of: ['rke2', 'openshift'],
        references: ['cis-rke2-1.8:1.1.12', openshift('1.1.12')],
      },
    ],
  },
  {
    slug: 'etcd-data-content',
    name: 'What is in the data folder of etcd',
    groups: ['etcd-data-content'],
    none: { process: 'etcd' },
    severity: 'high',
    why: 'It holds every secret of the cluster.',
    at: '/var/lib/etcd/*',
    checks: [
      { mode: 0o644, references: stig('V-242459') },
      { owner: 'etcd:etcd', references: stig('V-242445') },
    ],
  },
  {
    slug: 'admin-kubeconfig',
    name: "The administrator's credential",
    groups: ['admin-kubeconfig'],
    none: NO_KUBECONFIG,
    severity: 'critical',
    why: 'Who reads it is administrator of the whole cluster.',
    at: '/etc/kubernetes/admin.conf',
    checks: [
      { mode: 0o600, references: everyCis('1.1.13') },
      { owner: ROOT, references: everyCis('1.1.14') },
    ],
  },
  {
    slug: 'scheduler-kubeconfig',
    name: 'The credential of the scheduler',
    groups: ['scheduler-kubeconfig'],
    none: { process: 'kube-scheduler' },
    severity: 'high',
    why: CREDENTIAL,
    at: '/etc/kubernetes/scheduler.conf',
    checks: [
      { mode: 0o600, references: everyCis('1.1.15') },
      { owner: ROOT, references: everyCis('1.1.16') },
    ],
  },
  {
    slug: 'controller-manager-kubeconfig',
    name: 'The credential of the controller manager',
    groups: ['controller-manager-kubeconfig'],
    none: { process: 'kube-controller-manager' },
    severity: 'high',
    why: CREDENTIAL,
    at: '/etc/kubernetes/controller-manager.conf',
    checks: [
      { mode: 0o600, references: everyCis('1.1.17') },
      { owner: ROOT, references: everyCis('1.1.18') },
    ],
  },
  {
    slug: 'control-plane-kubeconfigs',
    name: 'Every credential of the control plane',
    groups: ['admin-kubeconfig', 'scheduler-kubeconfig', 'controller-manager-kubeconfig'],
    none: NO_KUBECONFIG,
    severity: 'high',
    why: CREDENTIAL,
    at: '/etc/kubernetes/*.conf',
    checks: [
      { mode: 0o644, references: stig('V-242460') },
      { owner: ROOT, references: stig('V-242446') },
    ],
  },
  {
    slug: 'pki-folder',
    name: 'Everything in the folder of keys and certificates',
    groups: ['pki-folder'],
    none: { process: 'kube-apiserver' },
    severity: 'high',
    why: 'Whoever may replace a certificate there decides whom the cluster trusts.',
    at: '-R /etc/kubernetes/pki',
    checks: [{ owner: ROOT, references: [...everyCis('1.1.19'), ...stig('V-242451')] }],
  },
  {
    slug: 'pki-certificates',
    name: 'Every certificate of the cluster',
    groups: ['pki-certificates'],
    none: { process: 'kube-apiserver' },
    severity: 'medium',
    why: 'A certificate that others may replace makes the cluster trust them.',
    at: '/etc/kubernetes/pki/*.crt',
    checks: [
      { mode: 0o644, references: [...plainCis('1.1.20'), ...stig('V-242466')] },
      {
        mode: 0o600,
        suffix: '0600',
        of: ['rke2', 'k3s', 'openshift'],
        references: [...rancherCis('1.1.20'), openshift('1.1.20')],
      },
    ],
  },
  {
    slug: 'pki-keys',
    name: 'Every private key of the cluster',
    groups: ['pki-keys'],
    none: { process: 'kube-apiserver' },
    severity: 'critical',
    why: 'With a signing key anybody makes himself any user of the cluster.',
    at: '/etc/kubernetes/pki/*.key',
    checks: [{ mode: 0o600, references: [...everyCis('1.1.21'), ...stig('V-242467')] }],
  },
];

/** Manifests, credentials, keys and data of the control plane. */
export const CONTROL_PLANE_FILES = rowsOf(SUBJECTS);
