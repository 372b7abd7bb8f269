import type { Layout } from './layout.js';

export interface Ports {
  readonly api: number;
  readonly etcd: number;
  readonly etcdPeer: number;
}

export const etcdUrl = ({ etcd }: Ports): string => `http://127.0.0.1:${etcd}`;
export const apiUrl = ({ api }: Ports): string => `https://127.0.0.1:${api}`;

const flags = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

/** Nothing of it outlives the testbed, so it never waits for the disk. */
export function etcdFlags(ports: Ports, files: Layout): string[] {
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    '--unsafe-no-fsync',
    ...flags({
      'data-dir': files.etcdData,
      'listen-client-urls': etcdUrl(ports),
      'advertise-client-urls': etcdUrl(ports),
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': `default=${peer}`,
      'log-level': 'warn',
      'quota-backend-bytes': String(2 * 2 ** 30),
    }),
  ];
}

const ISSUER = 'https://kubernetes.default.svc';

export function apiServerFlags(ports: Ports, files: Layout, extra: readonly string[]): string[] {
  return [
    ...flags({
      'etcd-servers': etcdUrl(ports),
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'secure-port': String(ports.api),
      'tls-cert-file': files.pki('api-server.crt'),
      'tls-private-key-file': files.pki('api-server.key'),
      'client-ca-file': files.pki('ca.crt'),
      'token-auth-file': files.tokens,
      'authorization-mode': 'Node,RBAC',
      'enable-admission-plugins': 'NodeRestriction,PodSecurity',
      'service-account-issuer': ISSUER,
      'api-audiences': ISSUER,
      'service-account-signing-key-file': files.pki('service-accounts.key'),
      'service-account-key-file': files.pki('service-accounts.pub'),
      'service-cluster-ip-range': '10.0.0.0/24',
      'endpoint-reconciler-type': 'none',
      'allow-privileged': 'true',
      profiling: 'false',
      'encryption-provider-config': files.encryption,
      'audit-policy-file': files.auditPolicy,
      'audit-log-path': files.auditLog,
      'audit-log-maxsize': '200',
      'audit-log-maxbackup': '1',
      'shutdown-delay-duration': '0s',
      // Else an open watch holds a server that was asked to end for a minute.
      'shutdown-watch-termination-grace-period': '1s',
      v: '1',
    }),
    ...extra,
  ];
}

/** What a namespace and a pod need to come and go; the rest would only use memory. */
const LIGHT = [
  'serviceaccount-controller',
  'root-ca-certificate-publisher-controller',
  'namespace-controller',
  'clusterrole-aggregation-controller',
];
/** Without a kubelet pods have no living node, and would be collected after forty seconds. */
const FULL = ['*', '-pod-garbage-collector-controller'];

export function controllerFlags(files: Layout, controllers: 'light' | 'full'): string[] {
  const config = files.kubeconfig('kube-controller-manager');
  return flags({
    kubeconfig: config,
    'secure-port': '0',
    'leader-elect': 'false',
    'use-service-account-credentials': 'true',
    controllers: (controllers === 'full' ? FULL : LIGHT).join(','),
    'service-account-private-key-file': files.pki('service-accounts.key'),
    'root-ca-file': files.pki('ca.crt'),
    'cluster-signing-cert-file': files.pki('ca.crt'),
    'cluster-signing-key-file': files.pki('ca.key'),
    'node-monitor-grace-period': '24h',
    v: '1',
  });
}

export const schedulerFlags = (files: Layout): string[] =>
  flags({
    kubeconfig: files.kubeconfig('kube-scheduler'),
    'secure-port': '0',
    'leader-elect': 'false',
    v: '1',
  });
