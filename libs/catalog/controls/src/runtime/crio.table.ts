import { WITH_SELINUX } from '../settings/conditions.js';
import type { Condition, FactRow } from '../settings/fact-control.js';
import type { Rule } from '../settings/rule.js';
import {
  empty,
  emptyOfHandlers,
  isFalse,
  isTrue,
  loopback,
  none,
  runtimeRow,
  trueOfHandlers,
  WITH_CRIO,
} from './runtime-rules.js';

const row = runtimeRow('crio', WITH_CRIO);
const DOCS = ['cri-o:crio.conf.5'];
const set = (section: string, key: string, value: string): string =>
  `Write \`${key} = ${value}\` under [crio.${section}] to /etc/crio/crio.conf.d/99-plimsoll.conf, and run \`systemctl restart crio\`.`;

const ENFORCING: Condition = {
  ...WITH_SELINUX,
  holds: (text) => text?.trim() === '1',
  otherwise: 'SELinux does not enforce on this host',
  examples: { holds: '1', not: { absent: 'no selinuxfs' } },
};

const confined: Rule = {
  wanted: 'a profile, or empty for the built-in one',
  accepts: (text) => text !== 'unconfined',
  examples: { pass: ['', 'crio-default', '/etc/crio/seccomp.json'], fail: ['unconfined'], unknown: [] },
};

const FEW = 'CHOWN DAC_OVERRIDE FSETID FOWNER SETGID SETUID SETPCAP NET_BIND_SERVICE KILL'.split(' ');
const fewCapabilities: Rule = {
  wanted: `none but ${FEW.join(', ')}`,
  accepts: (text) =>
    text
      .split(',')
      .every((name) => name === '' || FEW.includes(name.trim().toUpperCase().replace(/^CAP_/, ''))),
  examples: {
    pass: ['', 'CHOWN,KILL', 'cap_chown'],
    fail: ['CHOWN,NET_RAW', 'SYS_ADMIN', 'CHOWN,KILLER', 'xcap_chowny'],
    unknown: [],
  },
};

const SAFE_SYSCTLS =
  /^(net\.ipv4\.(ping_group_range|ip_local_port_range|ip_unprivileged_port_start|tcp_\w+)|kernel\.shm_rmid_forced)\s*=/;
const safeSysctls: Rule = {
  wanted: 'settings that Kubernetes calls safe',
  accepts: (text) =>
    text.split(',').every((setting) => setting.trim() === '' || SAFE_SYSCTLS.test(setting.trim())),
  examples: {
    pass: ['', 'net.ipv4.ping_group_range=0 2147483647'],
    fail: [
      'kernel.msgmax=1',
      'xnet.ipv4.ping_group_range=0 2147483647',
      'net.ipv4.ip_unprivileged_port_start=0,net.core.somaxconn=9',
    ],
    unknown: [],
  },
};

const fewDevices: Rule = {
  wanted: 'none but /dev/fuse and /dev/net/tun',
  accepts: (text) => text.split(',').every((path) => ['', '/dev/fuse', '/dev/net/tun'].includes(path.trim())),
  examples: { pass: ['', '/dev/fuse'], fail: ['/dev/mem', '/dev/fuse,/dev/kvm'], unknown: [] },
};

const ofSystem: Rule = {
  wanted: 'folders of the system',
  accepts: (text) => text.split(',').every((path) => path === '' || /^\/(usr|etc|run)\//.test(path)),
  examples: {
    pass: ['', '/usr/share/containers/oci/hooks.d,/etc/containers/oci/hooks.d'],
    fail: ['/tmp/hooks', '/tmp/usr/share/containers/oci/hooks.d,/etc/containers/oci/hooks.d'],
    unknown: [],
  },
};

const modernTls: Rule = {
  wanted: 'VersionTLS12 or VersionTLS13',
  accepts: (text) => (/^VersionTLS1[0-3]$/.test(text) ? /[23]$/.test(text) : undefined),
  examples: {
    pass: ['VersionTLS12', 'VersionTLS13'],
    fail: ['VersionTLS10', 'VersionTLS11'],
    unknown: ['', '1.2'],
  },
};

const STREAMS_ABROAD: Condition = {
  source: 'host/runtime',
  key: 'crio.api.stream_address',
  holds: (text) => text !== undefined && !/^(127\.|::1$|localhost$|$)/.test(text),
  otherwise: 'streams stay on the machine',
  examples: { holds: '10.0.0.1', not: { absent: 'not set' } },
};

/** The configuration of CRI-O. */
export const CRIO: readonly FactRow[] = [
  row(
    'selinux',
    'crio.runtime.selinux',
    {
      title: 'CRI-O gives containers their SELinux type',
      severity: 'high',
      why: 'Without it SELinux does not keep containers apart.',
      remedy: set('runtime', 'selinux', 'true'),
      references: DOCS,
      rule: isTrue,
      absent: 'fail',
    },
    [ENFORCING],
  ),
  row(
    'host-network-selinux',
    'crio.runtime.hostnetwork_disable_selinux',
    {
      title: 'Pods of the host network are confined by SELinux too',
      severity: 'medium',
      why: 'By default a pod with the network of the host has no type of SELinux.',
      remedy: set('runtime', 'hostnetwork_disable_selinux', 'false'),
      references: DOCS,
      rule: isFalse,
      absent: 'fail',
    },
    [ENFORCING],
  ),
  row('seccomp', 'crio.runtime.seccomp_profile', {
    title: 'CRI-O filters system calls',
    severity: 'medium',
    why: 'Without a filter a container reaches every system call of the kernel.',
    remedy: set('runtime', 'seccomp_profile', '""'),
    references: DOCS,
    rule: confined,
    absent: 'pass',
  }),
  row('apparmor', 'crio.runtime.apparmor_profile', {
    title: 'CRI-O gives containers their AppArmor profile',
    severity: 'medium',
    why: 'The word unconfined takes the default profile from every container.',
    remedy: set('runtime', 'apparmor_profile', '"crio-default"'),
    references: DOCS,
    rule: confined,
    absent: 'pass',
  }),
  row('capabilities', 'crio.runtime.default_capabilities', {
    title: 'Containers get no more rights than CRI-O gives by itself',
    severity: 'medium',
    why: 'Every container has these rights, whether it needs them or not.',
    remedy: set('runtime', 'default_capabilities', '["CHOWN", "KILL"]'),
    references: DOCS,
    rule: fewCapabilities,
    absent: 'pass',
  }),
  row('inheritable-capabilities', 'crio.runtime.add_inheritable_capabilities', {
    title: 'Rights of containers are not inherited',
    severity: 'low',
    why: 'A program of the container may take them up again that gave them away.',
    remedy: set('runtime', 'add_inheritable_capabilities', 'false'),
    references: ['cve:CVE-2022-27652'],
    rule: isFalse,
    absent: 'pass',
  }),
  row('sysctls', 'crio.runtime.default_sysctls', {
    title: 'CRI-O changes no dangerous setting of the kernel for pods',
    severity: 'medium',
    why: 'Every pod gets them, without anybody having admitted it.',
    remedy: set('runtime', 'default_sysctls', '[]'),
    references: DOCS,
    rule: safeSysctls,
    absent: 'pass',
  }),
  row('allowed-devices', 'crio.runtime.allowed_devices', {
    title: 'Pods may ask for harmless devices alone',
    severity: 'low',
    why: 'By an annotation whoever writes a pod gets any of them.',
    remedy: set('runtime', 'allowed_devices', '["/dev/fuse"]'),
    references: DOCS,
    rule: fewDevices,
    absent: 'pass',
  }),
  row('additional-devices', 'crio.runtime.additional_devices', {
    title: 'No device is in every container',
    severity: 'medium',
    why: 'Each container reaches it, whoever it belongs to.',
    remedy: set('runtime', 'additional_devices', '[]'),
    references: DOCS,
    rule: empty,
    absent: 'pass',
  }),
  row('hooks', 'crio.runtime.hooks_dir', {
    title: 'Hooks come from folders of the system',
    severity: 'medium',
    why: 'They run as root of the host for every container.',
    remedy: set('runtime', 'hooks_dir', '["/usr/share/containers/oci/hooks.d"]'),
    references: DOCS,
    rule: ofSystem,
    absent: 'pass',
  }),
  row('default-mounts', 'crio.runtime.default_mounts_file', {
    title: 'No path of the host is in every container',
    severity: 'low',
    why: 'The file names paths that each container gets.',
    remedy: set('runtime', 'default_mounts_file', '""'),
    references: DOCS,
    rule: empty,
    absent: 'pass',
  }),
  row('annotations', 'crio.runtime.runtimes.allowed_annotations', {
    title: 'No annotation loosens the isolation of a handler',
    severity: 'medium',
    why: 'Whoever writes a pod has then what the handler was to keep from him.',
    remedy: set('runtime.runtimes.runc', 'allowed_annotations', '[]'),
    references: DOCS,
    rule: emptyOfHandlers,
    absent: 'pass',
  }),
  row('workload-annotations', 'crio.runtime.workloads.allowed_annotations', {
    title: 'No annotation loosens the isolation of a kind of workload',
    severity: 'medium',
    why: 'Whoever writes a pod has then what the kind was to keep from him.',
    remedy: set('runtime.workloads', 'allowed_annotations', '[]'),
    references: DOCS,
    rule: emptyOfHandlers,
    absent: 'pass',
  }),
  row('privileged-devices', 'crio.runtime.runtimes.privileged_without_host_devices', {
    title: "Privileged pods do not get the host's devices",
    severity: 'medium',
    why: 'With every disk of the host at hand a privileged pod is the host. Pods of storage need them: waive it for those nodes.',
    remedy: set('runtime.runtimes.runc', 'privileged_without_host_devices', 'true'),
    references: DOCS,
    rule: trueOfHandlers,
    absent: 'fail',
  }),
  row('no-pivot', 'crio.runtime.no_pivot', {
    title: 'Containers change their root for good',
    severity: 'high',
    why: 'Without pivot_root the way back to the root of the host stays open.',
    remedy: set('runtime', 'no_pivot', 'false'),
    references: DOCS,
    rule: isFalse,
    absent: 'pass',
  }),
  row('device-ownership', 'crio.runtime.device_ownership_from_security_context', {
    title: 'Devices are not given to the users of pods',
    severity: 'low',
    why: 'A device that root alone may use can then be used by whomever the pod runs as.',
    remedy: set('runtime', 'device_ownership_from_security_context', 'false'),
    references: DOCS,
    rule: isFalse,
    absent: 'pass',
  }),
  row('stream-address', 'crio.api.stream_address', {
    title: 'Streams of exec and attach stay on the machine',
    severity: 'medium',
    why: 'Whoever reaches the port and guesses a token has a shell in a pod.',
    remedy: set('api', 'stream_address', '"127.0.0.1"'),
    references: DOCS,
    rule: loopback,
    absent: 'pass',
  }),
  row(
    'stream-tls',
    'crio.api.stream_enable_tls',
    {
      title: 'Streams that leave the machine are encrypted',
      severity: 'low',
      why: 'What is typed in a shell of a pod is readable on the way.',
      remedy: set('api', 'stream_enable_tls', 'true'),
      references: DOCS,
      rule: isTrue,
      absent: 'fail',
    },
    [STREAMS_ABROAD],
  ),
  row('tls-version', 'crio.api.tls_min_version', {
    title: 'Streams use a modern encryption',
    severity: 'low',
    why: 'Older versions of TLS are broken.',
    remedy: set('api', 'tls_min_version', '"VersionTLS12"'),
    references: DOCS,
    rule: modernTls,
    absent: 'pass',
  }),
  row('insecure-registries', 'crio.image.insecure_registries', {
    title: 'CRI-O checks certificates of registries',
    severity: 'high',
    why: 'Unchecked, whoever sits on the way gives the images.',
    remedy: set('image', 'insecure_registries', '[]'),
    references: DOCS,
    rule: empty,
    absent: 'pass',
  }),
  row('registries-insecure', 'registries.conf.insecure', {
    title: 'No registry may go without a certificate',
    severity: 'high',
    why: 'Unchecked, whoever sits on the way gives the images.',
    remedy:
      'Take `insecure = true` from /etc/containers/registries.conf, and put the authority below /etc/containers/certs.d.',
    references: ['containers:registries.conf.5'],
    rule: none,
    absent: 'pass',
  }),
  row('signature-policy', 'policy.json.default', {
    title: 'Images without a signature are refused',
    severity: 'medium',
    why: 'As long as anything is accepted, whoever writes to the registry runs what he likes.',
    remedy:
      'Set `"default": [{"type": "reject"}]` in /etc/containers/policy.json, and name the keys of the registries that you use.',
    references: ['containers:policy.json.5'],
    rule: {
      wanted: 'not insecureAcceptAnything',
      accepts: (text) =>
        ['reject', 'signedBy', 'sigstoreSigned'].includes(text)
          ? true
          : text === 'insecureAcceptAnything'
            ? false
            : undefined,
      examples: {
        pass: ['reject', 'signedBy', 'sigstoreSigned'],
        fail: ['insecureAcceptAnything'],
        unknown: ['', 'other'],
      },
    },
    absent: 'fail',
  }),
  row('metrics', 'crio.metrics.enable_metrics', {
    title: 'CRI-O shows its figures to nobody',
    severity: 'low',
    why: 'They name images and containers.',
    remedy: set('metrics', 'enable_metrics', 'false'),
    references: DOCS,
    rule: isFalse,
    absent: 'pass',
  }),
];
