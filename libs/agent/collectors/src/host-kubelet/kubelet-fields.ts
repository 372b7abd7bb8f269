/** One setting of the kubelet: its field of KubeletConfiguration and its flag, where it has both. */
export interface KubeletField {
  /** The path of the field, as people write it; also the key of the setting. */
  readonly field: string;
  readonly flag?: string;
  /** What the kubelet does without it. */
  readonly standard: string;
  /** What it does instead when no file was named at all: older versions knew flags only. */
  readonly withoutFile?: string;
  /** In a file a duration of 0 is the same as none: the kubelet's own defaulting replaces it. A flag of 0 stays. */
  readonly zeroIsUnset?: true;
}

const field = (name: string, standard: string, flag?: string, withoutFile?: string): KubeletField => ({
  field: name,
  standard,
  ...(flag === undefined ? {} : { flag }),
  ...(withoutFile === undefined ? {} : { withoutFile }),
});

const duration = (name: string, standard: string, flag: string): KubeletField => ({
  ...field(name, standard, flag),
  zeroIsUnset: true,
});

/**
 * The fields that are judged or asked for, with the defaults of kubelet.config.k8s.io/v1beta1 and those of a kubelet that was given
 * no file (applyLegacyDefaults). '' is a field that is not set. `featureGates` is merged gate by gate.
 */
export const KUBELET_FIELDS: readonly KubeletField[] = [
  field('authentication.anonymous.enabled', 'false', '--anonymous-auth', 'true'),
  field('authentication.x509.clientCAFile', '', '--client-ca-file'),
  field('authorization.mode', 'Webhook', '--authorization-mode', 'AlwaysAllow'),
  field('readOnlyPort', '0', '--read-only-port', '10255'),
  duration('streamingConnectionIdleTimeout', '4h0m0s', '--streaming-connection-idle-timeout'),
  field('makeIPTablesUtilChains', 'true', '--make-iptables-util-chains'),
  field('eventRecordQPS', '50', '--event-qps'),
  field('kubeAPIQPS', '50', '--kube-api-qps'),
  field('tlsCertFile', '', '--tls-cert-file'),
  field('tlsPrivateKeyFile', '', '--tls-private-key-file'),
  field('tlsCipherSuites', '', '--tls-cipher-suites'),
  field('tlsMinVersion', '', '--tls-min-version'),
  field('rotateCertificates', 'false', '--rotate-certificates'),
  field('serverTLSBootstrap', 'false', '--rotate-server-certificates'),
  field('podPidsLimit', '-1', '--pod-max-pids'),
  field('seccompDefault', 'false', '--seccomp-default'),
  field('protectKernelDefaults', 'false', '--protect-kernel-defaults'),
  field('staticPodPath', '', '--pod-manifest-path'),
  field('imageGCHighThresholdPercent', '85', '--image-gc-high-threshold'),
  field('imageGCLowThresholdPercent', '80', '--image-gc-low-threshold'),
  duration('imageMinimumGCAge', '2m0s', '--minimum-image-ttl-duration'),
  field('allowedUnsafeSysctls', '', '--allowed-unsafe-sysctls'),
  field('failSwapOn', 'true', '--fail-swap-on'),
  field('memorySwap.swapBehavior', ''),
  // The default changed with 1.35: whoever judges has to know the version.
  field('failCgroupV1', '', '--fail-cgroupv1'),
  field('enableDebuggingHandlers', 'true', '--enable-debugging-handlers'),
  field('enableProfilingHandler', 'true'),
  field('enableSystemLogHandler', 'true'),
  field('enableSystemLogQuery', 'false'),
  field('containerRuntimeEndpoint', '', '--container-runtime-endpoint'),
  field('userNamespaces.idsPerPod', '65536'),
  field('serializeImagePulls', 'true', '--serialize-image-pulls'),
  field('kernelMemcgNotification', 'false', '--kernel-memcg-notification'),
  field('evictionHard', 'memory.available<100Mi,nodefs.available<10%,nodefs.inodesFree<5%'),
];

/** Gates that a benchmark names, and those of isolation; the others are read too, these are there even when nobody set them. */
export const KUBELET_GATES: readonly string[] = [
  'RotateKubeletServerCertificate',
  'DynamicAuditing',
  'DynamicKubeletConfig',
  'PodSecurity',
  'UserNamespacesSupport',
  'ProcMountType',
  'KubeletInUserNamespace',
];

/** Flags that no file can replace. */
export const KUBELET_FLAGS_ONLY: readonly string[] = ['--hostname-override'];

export const gateKey = (gate: string): string => `featureGates.${gate}`;
