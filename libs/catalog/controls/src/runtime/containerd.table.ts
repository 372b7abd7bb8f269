import { WITH_SELINUX } from '../settings/conditions.js';
import type { FactRow } from '../settings/fact-control.js';
import {
  empty,
  falseOfHandlers,
  isFalse,
  isTrue,
  loopback,
  namesOfHandlers,
  noAddress,
  none,
  runtimeRow,
  trueOfHandlers,
  trueWhereSaid,
  WITH_CONTAINERD,
} from './runtime-rules.js';
import type { Rule } from '../settings/rule.js';

const row = runtimeRow('containerd', WITH_CONTAINERD);
const DOCS = ['containerd:cri-config'];
const set = (key: string, value: string, section = 'io.containerd.cri.v1.runtime'): string =>
  `Set \`${key} = ${value}\` under [plugins.'${section}'] in /etc/containerd/config.toml (before version 3 of the file: io.containerd.grpc.v1.cri), and run \`systemctl restart containerd\`.`;

const profile: Rule = {
  wanted: 'a profile',
  accepts: (text) => text !== '' && text !== 'unconfined',
  examples: { pass: ['/etc/containerd/seccomp.json'], fail: ['', 'unconfined'], unknown: [] },
};

const belowSystem: Rule = {
  wanted: 'paths of the system',
  accepts: (text) =>
    text
      .split(' ')
      .map((word) => word.slice(word.indexOf('=') + 1))
      .every(
        (path) =>
          path === '' ||
          !path.includes('/') ||
          /^\/(usr|opt|bin|sbin|var\/lib\/rancher|snap|nix)\//.test(path),
      ),
  examples: {
    pass: ['runc=', 'runc=runc', 'runc=/usr/bin/runc', 'kata=/opt/kata/bin/kata-runtime'],
    fail: ['runc=/tmp/runc', 'runc=/usr/bin/runc x=/home/eve/runc'],
    unknown: [],
  },
};

const noPasswords: Rule = { ...none, wanted: '0 passwords' };

/** The configuration of containerd. */
export const CONTAINERD: readonly FactRow[] = [
  row(
    'selinux',
    'containerd.enable_selinux',
    {
      title: 'containerd gives containers their SELinux type',
      severity: 'high',
      why: 'Without it all containers have the type of containerd, and SELinux does not keep them apart.',
      remedy: set('enable_selinux', 'true'),
      references: DOCS,
      rule: isTrue,
      absent: 'fail',
    },
    [
      {
        ...WITH_SELINUX,
        holds: (text) => text?.trim() === '1',
        otherwise: 'SELinux does not enforce on this host',
        examples: { holds: '1', not: { absent: 'no selinuxfs' } },
      },
    ],
  ),
  row('apparmor', 'containerd.disable_apparmor', {
    title: 'containerd gives containers their AppArmor profile',
    severity: 'high',
    why: 'Switched off, every container runs without the default profile, whatever its pod asks for.',
    remedy: set('disable_apparmor', 'false'),
    references: DOCS,
    rule: isFalse,
    absent: 'pass',
  }),
  row('seccomp', 'containerd.unset_seccomp_profile', {
    title: 'Containers that name no filter of system calls get one',
    severity: 'medium',
    why: 'An empty value leaves them without; the kubelet may set one for pods instead (seccompDefault), which is judged on its own.',
    remedy: set('unset_seccomp_profile', '"/etc/containerd/seccomp.json"'),
    references: DOCS,
    rule: profile,
    absent: {
      unknown: 'the default is none, and whether the kubelet sets one (seccompDefault) is judged on its own',
    },
  }),
  row('proc-mount', 'containerd.disable_proc_mount', {
    title: 'containerd hides parts of /proc from containers',
    severity: 'medium',
    why: 'Switched off, what a pod asks of its /proc is not done, and nothing of it is masked.',
    remedy: set('disable_proc_mount', 'false'),
    references: DOCS,
    rule: isFalse,
    absent: 'pass',
  }),
  row('device-ownership', 'containerd.device_ownership_from_security_context', {
    title: 'Devices are not given to the users of pods',
    severity: 'low',
    why: 'A device that root alone may use can then be used by whomever the pod runs as. KubeVirt asks for it.',
    remedy: set('device_ownership_from_security_context', 'false'),
    references: DOCS,
    rule: isFalse,
    absent: 'pass',
  }),
  row('cdi', 'containerd.enable_cdi', {
    title: 'Descriptions of devices are not taken where nobody needs them',
    severity: 'low',
    why: 'A description adds mounts and hooks of the host to containers. Nodes with graphics cards need it: waive it for them.',
    remedy: set('enable_cdi', 'false'),
    references: [...DOCS, 'cve:CVE-2026-53492'],
    rule: isFalse,
    absent: { unknown: 'the release decides whether it is on by itself' },
  }),
  row('criu', 'containerd.enable_criu', {
    title: 'Containers are not restored from checkpoints',
    severity: 'low',
    why: 'The way back from a checkpoint had several holes in 2026.',
    remedy: set('enable_criu', 'false'),
    references: ['cve:CVE-2026-53489', 'cve:CVE-2026-50195'],
    rule: isFalse,
    absent: { unknown: 'the release decides whether it is on by itself' },
  }),
  row('privileged-devices', 'containerd.runtimes.privileged_without_host_devices', {
    title: "Privileged pods do not get the host's devices",
    severity: 'medium',
    why: 'With every disk of the host at hand a privileged pod is the host. Pods of storage need them: waive it for those nodes.',
    remedy: set(
      'privileged_without_host_devices',
      'true',
      'io.containerd.cri.v1.runtime.containerd.runtimes.runc',
    ),
    references: DOCS,
    rule: trueOfHandlers,
    absent: 'fail',
  }),
  row('privileged-all-devices', 'containerd.runtimes.privileged_without_host_devices_all_devices_allowed', {
    title: 'Privileged pods without devices may not make them',
    severity: 'medium',
    why: 'Allowed, the pod makes the device files that it was not given.',
    remedy: set(
      'privileged_without_host_devices_all_devices_allowed',
      'false',
      'io.containerd.cri.v1.runtime.containerd.runtimes.runc',
    ),
    references: DOCS,
    rule: falseOfHandlers,
    absent: 'pass',
  }),
  row('cgroup-writable', 'containerd.runtimes.cgroup_writable', {
    title: 'Containers do not write to their control groups',
    severity: 'medium',
    why: 'A container that does lifts its own limits.',
    remedy: set('cgroup_writable', 'false', 'io.containerd.cri.v1.runtime.containerd.runtimes.runc'),
    references: DOCS,
    rule: falseOfHandlers,
    absent: 'pass',
  }),
  row('binary', 'containerd.runtimes.options.BinaryName', {
    title: 'Containers are started by a program of the system',
    severity: 'medium',
    why: 'Whoever may write to the program is root with the next container.',
    remedy: set(
      'BinaryName',
      '"/usr/bin/runc"',
      'io.containerd.cri.v1.runtime.containerd.runtimes.runc.options',
    ),
    references: DOCS,
    rule: belowSystem,
    absent: 'pass',
  }),
  row('systemd-cgroup', 'containerd.runtimes.options.SystemdCgroup', {
    title: 'systemd alone manages control groups',
    severity: 'low',
    why: 'Two managers of one tree lose limits.',
    remedy: set('SystemdCgroup', 'true', 'io.containerd.cri.v1.runtime.containerd.runtimes.runc.options'),
    references: ['kubernetes:container-runtimes'],
    rule: trueWhereSaid,
    absent: { unknown: 'from 2.0 on containerd and the kubelet agree by themselves' },
  }),
  row('pod-annotations', 'containerd.runtimes.pod_annotations', {
    title: 'Only named annotations reach the runtime',
    severity: 'medium',
    why: 'By a pattern whoever writes a pod changes the sandbox that it runs in.',
    remedy: set('pod_annotations', '[]', 'io.containerd.cri.v1.runtime.containerd.runtimes.kata'),
    references: DOCS,
    rule: namesOfHandlers,
    absent: 'pass',
  }),
  row('base-spec', 'containerd.runtimes.base_runtime_spec', {
    title: 'The defaults of containers come from a file of the system',
    severity: 'low',
    why: 'Whoever may write to the file changes every container.',
    remedy: set(
      'base_runtime_spec',
      '"/etc/containerd/cri-base.json"',
      'io.containerd.cri.v1.runtime.containerd.runtimes.runc',
    ),
    references: DOCS,
    rule: {
      ...belowSystem,
      accepts: (text) =>
        text
          .split(' ')
          .map((word) => word.slice(word.indexOf('=') + 1))
          .every((path) => path === '' || /^\/(etc|usr|opt)\//.test(path)),
      examples: {
        pass: ['runc=', 'runc=/etc/containerd/cri-base.json'],
        fail: ['runc=/tmp/spec.json'],
        unknown: [],
      },
    },
    absent: 'pass',
  }),
  row('hosts-skip-verify', 'hosts.toml.skip_verify', {
    title: 'Certificates of registries are checked',
    severity: 'high',
    why: 'Unchecked, whoever sits on the way gives the images.',
    remedy:
      'Take `skip_verify = true` from the files below /etc/containerd/certs.d, and put the authority there as `ca`.',
    references: ['containerd:hosts'],
    rule: none,
    absent: 'pass',
  }),
  row('hosts-plain-http', 'hosts.toml.plain-http', {
    title: 'Images are fetched by HTTPS',
    severity: 'high',
    why: 'By plain HTTP whoever sits on the way gives the images. Mirrors on the node itself do not count.',
    remedy: 'Find them by `grep -rn http:// /etc/containerd/certs.d`, and use https.',
    references: ['containerd:hosts'],
    rule: none,
    absent: 'pass',
  }),
  row('registry-skip-verify', 'containerd.registry.configs.insecure_skip_verify', {
    title: 'Certificates of registries of the older kind are checked',
    severity: 'high',
    why: 'Unchecked, whoever sits on the way gives the images.',
    remedy:
      'Take `insecure_skip_verify = true` from /etc/containerd/config.toml, and set config_path instead.',
    references: ['containerd:registry'],
    rule: none,
    absent: 'pass',
  }),
  row('registry-passwords', 'containerd.registry.auths', {
    title: 'No passwords are in the configuration of containerd',
    severity: 'medium',
    why: 'The file is often readable by everybody, and the passwords are for every pod.',
    remedy:
      'Take `auth` and `auths` from /etc/containerd/config.toml, and give pods their imagePullSecrets, or the kubelet a credential provider.',
    references: ['containerd:registry'],
    rule: noPasswords,
    absent: 'pass',
  }),
  row('tcp-service', 'containerd.disable_tcp_service', {
    title: 'The service of the CRI has no TCP port',
    severity: 'medium',
    why: 'Whoever reaches it starts containers.',
    remedy: set('disable_tcp_service', 'true', 'io.containerd.grpc.v1.cri'),
    references: DOCS,
    rule: isTrue,
    absent: 'pass',
  }),
  row('stream-address', 'containerd.stream_server_address', {
    title: 'Streams of exec and attach stay on the machine',
    severity: 'medium',
    why: 'Whoever reaches the port and guesses a token has a shell in a pod.',
    remedy: set('stream_server_address', '"127.0.0.1"', 'io.containerd.grpc.v1.cri'),
    references: DOCS,
    rule: loopback,
    absent: 'pass',
  }),
  row('tcp-address', 'containerd.grpc.tcp_address', {
    title: 'containerd itself has no TCP port',
    severity: 'critical',
    why: 'Whoever reaches it is root of the node.',
    remedy:
      'Take `tcp_address` from [grpc] in /etc/containerd/config.toml, and run `systemctl restart containerd`.',
    references: ['containerd:config'],
    rule: empty,
    absent: 'pass',
  }),
  row('metrics-address', 'containerd.metrics.address', {
    title: 'Figures of containerd stay on the machine',
    severity: 'low',
    why: 'They name images and containers.',
    remedy: 'Set `address = "127.0.0.1:1338"` under [metrics] in /etc/containerd/config.toml.',
    references: ['containerd:config'],
    rule: loopback,
    absent: 'pass',
  }),
  row('debug-address', 'containerd.debug.address', {
    title: 'containerd is debugged by a socket alone',
    severity: 'low',
    why: 'Profiles show what is in memory.',
    remedy: 'Take `address` from [debug] in /etc/containerd/config.toml, or name a path.',
    references: ['containerd:config'],
    rule: noAddress,
    absent: 'pass',
  }),
  row('nri', 'containerd.nri.disable', {
    title: 'Plugins that rewrite containers are off where nobody needs them',
    severity: 'medium',
    why: 'Such a plugin changes every container before it starts.',
    remedy: set('disable', 'true', 'io.containerd.nri.v1.nri'),
    references: ['containerd:nri'],
    rule: isTrue,
    absent: { unknown: 'the release decides whether they are on by themselves' },
  }),
];
