/**
 * How a component reads a flag. `bool` takes no argument of its own, a `list` is comma-separated and grows with each
 * repeat, `gates` are `Name=bool` pairs that merge, of `text` the last repeat wins.
 */
export type FlagKind = 'bool' | 'text' | 'list' | 'gates';

export type FlagTable = Readonly<Record<string, FlagKind>>;

const texts = (...names: readonly string[]): FlagTable =>
  Object.fromEntries(names.map((name) => [name, 'text' as const]));
const bools = (...names: readonly string[]): FlagTable =>
  Object.fromEntries(names.map((name) => [name, 'bool' as const]));
const lists = (...names: readonly string[]): FlagTable =>
  Object.fromEntries(names.map((name) => [name, 'list' as const]));
const GATES: FlagTable = { 'feature-gates': 'gates' };

/**
 * The programs of a node whose flags are read, and the flags whose values leave the node: paths, numbers, modes and
 * switches that a benchmark judges or that are needed to understand those. Of every other flag only the name leaves.
 */
export const COMPONENT_FLAGS = {
  'kube-apiserver': {
    ...GATES,
    ...bools(
      'allow-privileged',
      'anonymous-auth',
      'profiling',
      'service-account-extend-token-expiration',
      'service-account-lookup',
      'enable-bootstrap-token-auth',
    ),
    ...lists(
      'authorization-mode',
      'disable-admission-plugins',
      'enable-admission-plugins',
      'service-account-key-file',
      'tls-cipher-suites',
    ),
    ...texts(
      'admission-control-config-file',
      'audit-log-maxage',
      'audit-log-maxbackup',
      'audit-log-maxsize',
      'audit-log-path',
      'audit-policy-file',
      'audit-webhook-config-file',
      'authentication-config',
      'authorization-config',
      'basic-auth-file',
      'bind-address',
      'client-ca-file',
      'encryption-provider-config',
      'etcd-cafile',
      'etcd-certfile',
      'etcd-keyfile',
      'insecure-bind-address',
      'insecure-port',
      'kubelet-certificate-authority',
      'kubelet-client-certificate',
      'kubelet-client-key',
      'request-timeout',
      'secure-port',
      'service-account-signing-endpoint',
      'service-account-signing-key-file',
      'tls-cert-file',
      'tls-min-version',
      'tls-private-key-file',
      'token-auth-file',
    ),
  },
  'kube-controller-manager': {
    ...GATES,
    ...bools('profiling', 'use-service-account-credentials'),
    ...lists('tls-cipher-suites'),
    ...texts(
      'bind-address',
      'root-ca-file',
      'secure-port',
      'service-account-private-key-file',
      'terminated-pod-gc-threshold',
      'tls-min-version',
    ),
  },
  'kube-scheduler': {
    ...GATES,
    ...bools('profiling'),
    ...lists('tls-cipher-suites'),
    ...texts('bind-address', 'config', 'secure-port', 'tls-min-version'),
  },
  etcd: {
    ...bools('auto-tls', 'client-cert-auth', 'peer-auto-tls', 'peer-client-cert-auth'),
    ...lists('cipher-suites'),
    ...texts(
      'cert-file',
      'config-file',
      'data-dir',
      'key-file',
      'peer-cert-file',
      'peer-key-file',
      'peer-trusted-ca-file',
      'tls-min-version',
      'trusted-ca-file',
    ),
  },
  kubelet: {
    ...GATES,
    ...bools(
      'anonymous-auth',
      'enable-debugging-handlers',
      'fail-cgroupv1',
      'fail-swap-on',
      'kernel-memcg-notification',
      'make-iptables-util-chains',
      'protect-kernel-defaults',
      'rotate-certificates',
      'rotate-server-certificates',
      'seccomp-default',
      'serialize-image-pulls',
    ),
    ...lists('allowed-unsafe-sysctls', 'tls-cipher-suites'),
    ...texts(
      'authorization-mode',
      'client-ca-file',
      'config',
      'config-dir',
      'container-runtime-endpoint',
      'event-qps',
      'hostname-override',
      'image-gc-high-threshold',
      'image-gc-low-threshold',
      'kube-api-qps',
      'minimum-image-ttl-duration',
      'pod-manifest-path',
      'pod-max-pids',
      'read-only-port',
      'root-dir',
      'streaming-connection-idle-timeout',
      'tls-cert-file',
      'tls-min-version',
      'tls-private-key-file',
    ),
  },
  'kube-proxy': {
    ...GATES,
    ...texts('bind-address', 'config', 'metrics-bind-address', 'proxy-mode'),
  },
  containerd: texts('address', 'config', 'log-level', 'root', 'state'),
  crio: texts('config', 'config-dir', 'default-runtime', 'log-level', 'root', 'runroot'),
  k3s: {
    ...bools('protect-kernel-defaults', 'secrets-encryption', 'selinux'),
    ...texts('config', 'data-dir', 'profile'),
  },
  rke2: {
    ...bools('protect-kernel-defaults', 'secrets-encryption', 'selinux'),
    ...texts('config', 'data-dir', 'profile'),
  },
} as const satisfies Readonly<Record<string, FlagTable>>;

export type Component = keyof typeof COMPONENT_FLAGS;

export const COMPONENTS = Object.keys(COMPONENT_FLAGS) as readonly Component[];

/** Components of a control plane; one may run on a node, or for it somewhere else. */
export const CONTROL_PLANE = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
] as const satisfies readonly Component[];

export type ControlPlaneComponent = (typeof CONTROL_PLANE)[number];

/** The table of a component, open to any flag's name. */
export const flagsOf = (component: Component): FlagTable => COMPONENT_FLAGS[component];
