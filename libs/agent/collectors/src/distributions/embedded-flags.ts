import type { Component } from '@plimsoll/model';

const K3S = '/var/lib/rancher/k3s';
const TLS = `${K3S}/server/tls`;
const SUITES = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
].join(',');

/**
 * What k3s gives the components that it runs within itself, as it logs them when it starts ("Running kube-apiserver
 * ..."). Arguments of its own configuration replace these flag by flag.
 */
export const EMBEDDED_FLAGS: Readonly<Partial<Record<Component, Readonly<Record<string, string>>>>> = {
  'kube-apiserver': {
    'allow-privileged': 'true',
    'anonymous-auth': 'false',
    'authorization-mode': 'Node,RBAC',
    'bind-address': '127.0.0.1',
    'client-ca-file': `${TLS}/client-ca.crt`,
    'enable-admission-plugins': 'NodeRestriction',
    'kubelet-certificate-authority': `${TLS}/server-ca.crt`,
    'kubelet-client-certificate': `${TLS}/client-kube-apiserver.crt`,
    'kubelet-client-key': `${TLS}/client-kube-apiserver.key`,
    profiling: 'false',
    'secure-port': '6444',
    'service-account-key-file': `${TLS}/service.key`,
    'service-account-signing-key-file': `${TLS}/service.current.key`,
    'tls-cert-file': `${TLS}/serving-kube-apiserver.crt`,
    'tls-cipher-suites': SUITES,
    'tls-private-key-file': `${TLS}/serving-kube-apiserver.key`,
  },
  'kube-controller-manager': {
    'bind-address': '127.0.0.1',
    profiling: 'false',
    'root-ca-file': `${TLS}/server-ca.crt`,
    'secure-port': '10257',
    'service-account-private-key-file': `${TLS}/service.current.key`,
    'use-service-account-credentials': 'true',
  },
  'kube-scheduler': { 'bind-address': '127.0.0.1', profiling: 'false', 'secure-port': '10259' },
  kubelet: {
    'anonymous-auth': 'false',
    'authorization-mode': 'Webhook',
    'client-ca-file': `${K3S}/agent/client-ca.crt`,
    'pod-manifest-path': `${K3S}/agent/pod-manifests`,
    'read-only-port': '0',
    'tls-cert-file': `${K3S}/agent/serving-kubelet.crt`,
    'tls-private-key-file': `${K3S}/agent/serving-kubelet.key`,
  },
  'kube-proxy': {},
};

/** Of a server alone; an agent runs the kubelet and kube-proxy. */
export const SERVER_ONLY: ReadonlySet<Component> = new Set<Component>([
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
]);

/** With embedded etcd its addresses and the flags that follow from it. */
export const ETCD_CONFIGURATION = `${K3S}/server/db/etcd/config`;
