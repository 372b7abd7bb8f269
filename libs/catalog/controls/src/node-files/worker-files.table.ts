import {
  cisButOpenshift,
  everyCis,
  openshift,
  plainCis,
  rancherCis,
  rowsOf,
  stig,
  type FileSubject,
} from './file-subject.js';

const ROOT = 'root:root';
const KUBELET = { process: 'kubelet' } as const;

const WORKER: readonly FileSubject[] = [
  {
    slug: 'kubelet-service',
    name: 'The unit of the kubelet',
    groups: ['kubelet-service'],
    none: KUBELET,
    severity: 'medium',
    why: 'Whoever edits it has his commands run as root.',
    at: '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
    checks: [
      { mode: 0o600, references: cisButOpenshift('4.1.1') },
      { mode: 0o644, suffix: '0644', references: [openshift('4.1.1'), ...stig('V-242455')] },
      { owner: ROOT, references: [...everyCis('4.1.2'), ...stig('V-242454')] },
    ],
  },
  {
    slug: 'proxy-kubeconfig',
    name: 'The credential of kube-proxy',
    groups: ['proxy-kubeconfig'],
    none: {
      notApplicable:
        'kube-proxy has no credential in a file of this host: a ConfigMap or nothing gives it one',
    },
    severity: 'medium',
    why: 'Who reads it knows every service and endpoint of the cluster.',
    at: '/etc/kubernetes/proxy.conf',
    checks: [
      { mode: 0o600, references: cisButOpenshift('4.1.3') },
      {
        mode: 0o644,
        suffix: '0644',
        references: ['cis-gke-1.9:3.1.1', openshift('4.1.3'), ...stig('V-242447')],
      },
      { owner: ROOT, references: [...everyCis('4.1.4'), 'cis-gke-1.9:3.1.2', ...stig('V-242448')] },
    ],
  },
  {
    slug: 'kubelet-kubeconfig',
    name: 'The credential of the kubelet',
    groups: ['kubelet-kubeconfig'],
    none: KUBELET,
    severity: 'high',
    why: 'It is the identity of the node: who reads it sees the secrets of every pod on it.',
    at: '/etc/kubernetes/kubelet.conf',
    checks: [
      { mode: 0o600, references: cisButOpenshift('4.1.5') },
      {
        mode: 0o644,
        suffix: '0644',
        references: ['cis-eks-1.8:3.1.1', 'cis-aks-1.8:3.1.1', openshift('4.1.5'), ...stig('V-242452')],
      },
      {
        owner: ROOT,
        references: [...everyCis('4.1.6'), 'cis-eks-1.8:3.1.2', 'cis-aks-1.8:3.1.2', ...stig('V-242453')],
      },
    ],
  },
  {
    slug: 'kubelet-client-ca',
    name: 'The authority whose clients the kubelet trusts',
    groups: ['kubelet-client-ca'],
    none: KUBELET,
    severity: 'medium',
    why: 'Who replaces it decides who may run commands in every pod of the node.',
    at: '/etc/kubernetes/pki/ca.crt',
    checks: [
      { mode: 0o644, references: [...plainCis('4.1.7'), openshift('4.1.7'), ...stig('V-242449')] },
      { mode: 0o600, suffix: '0600', of: ['rke2', 'k3s'], references: rancherCis('4.1.7') },
      { owner: ROOT, references: [...everyCis('4.1.8'), ...stig('V-242450')] },
    ],
  },
  {
    slug: 'kubelet-config',
    name: 'The configuration of the kubelet',
    groups: ['kubelet-config'],
    none: KUBELET,
    severity: 'medium',
    why: 'It says who may call the kubelet, and what pods may do to the node.',
    at: '/var/lib/kubelet/config.yaml',
    checks: [
      { mode: 0o600, references: everyCis('4.1.9') },
      {
        mode: 0o644,
        suffix: '0644',
        references: ['cis-eks-1.8:3.1.3', 'cis-gke-1.9:3.1.3', ...stig('V-242407', 'V-242456')],
      },
      {
        owner: ROOT,
        references: [
          ...everyCis('4.1.10'),
          'cis-eks-1.8:3.1.4',
          'cis-gke-1.9:3.1.4',
          ...stig('V-242406', 'V-242457'),
        ],
      },
    ],
  },
  {
    slug: 'azure-cloud-config',
    name: 'The credential of the node at Azure',
    groups: ['azure-cloud-config'],
    none: { notApplicable: 'no configuration of Azure is on this host' },
    severity: 'high',
    why: 'It may hold the secret of a service principal that changes what runs in the cloud.',
    at: '/etc/kubernetes/azure.json',
    checks: [
      { mode: 0o644, references: ['cis-aks-1.8:3.1.3'] },
      { owner: ROOT, references: ['cis-aks-1.8:3.1.4'] },
    ],
  },
];

/** Unit, credential, configuration and authority of the kubelet, and the credential of kube-proxy. */
export const WORKER_FILES = rowsOf(WORKER);
