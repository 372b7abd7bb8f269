import { WITH_SELINUX } from '../settings/conditions.js';
import type { FactRow } from '../settings/fact-control.js';
import { words } from '../host/service-rules.js';
import type { Rule } from '../settings/rule.js';
import { isFalse, isTrue, none, runtimeRow, WITH_DOCKER } from './runtime-rules.js';

const row = runtimeRow('docker', WITH_DOCKER);
const set = (key: string, value: string): string =>
  `Set \`"${key}": ${value}\` in /etc/docker/daemon.json, and run \`systemctl restart docker\`.`;
const cis = (id: string): readonly string[] => [`cis-docker:${id}`];

const remapped: Rule = {
  wanted: 'default, or an account',
  accepts: (text) => text !== '',
  examples: { pass: ['default', 'dockremap'], fail: [''], unknown: [] },
};

const confined: Rule = {
  wanted: 'builtin or a file',
  accepts: (text) => text !== 'unconfined',
  examples: { pass: ['', 'builtin', '/etc/docker/seccomp.json'], fail: ['unconfined'], unknown: [] },
};

const driver: Rule = {
  wanted: 'overlay2, or another that is alive',
  accepts: (text) => !['aufs', 'vfs', 'devicemapper', 'overlay'].includes(text),
  examples: { pass: ['overlay2', 'btrfs', 'overlayfs'], fail: ['aufs', 'vfs', 'devicemapper'], unknown: [] },
};

const defaultParent: Rule = {
  wanted: 'the default',
  accepts: (text) => ['', '/docker', 'system.slice', '/system.slice'].includes(text),
  examples: {
    pass: ['', '/docker', 'system.slice'],
    fail: ['/', 'mine.slice', 'system.slice/mine'],
    unknown: [],
  },
};

/** The configuration of Docker. */
export const DOCKER: readonly FactRow[] = [
  row('hosts', 'docker.hosts', {
    title: "Docker's port asks for a certificate",
    severity: 'critical',
    why: 'Whoever reaches the port is root of the node.',
    remedy:
      'Take `tcp://` from hosts in /etc/docker/daemon.json, or set `"tlsverify": true` with an authority of your own.',
    references: cis('2.7'),
    rule: words(['unix', 'tcp-tls'], ['tcp']),
    absent: 'pass',
  }),
  row('icc', 'docker.icc', {
    title: 'Containers of the bridge do not reach each other',
    severity: 'low',
    why: 'Whoever takes over one of them goes on to the others.',
    remedy: set('icc', 'false'),
    references: cis('2.2'),
    rule: isFalse,
    absent: 'fail',
  }),
  row('userns-remap', 'docker.userns-remap', {
    title: 'Root of a container is not root of the host',
    severity: 'medium',
    why: 'Whoever leaves a container is then nobody. Pods with the network of the host do not work with it.',
    remedy: set('userns-remap', '"default"'),
    references: cis('2.9'),
    rule: remapped,
    absent: 'fail',
  }),
  row('no-new-privileges', 'docker.no-new-privileges', {
    title: 'Programs of containers gain no rights',
    severity: 'medium',
    why: 'A setuid program of an image makes its caller root of the container.',
    remedy: set('no-new-privileges', 'true'),
    references: cis('2.14'),
    rule: isTrue,
    absent: 'fail',
  }),
  row('seccomp', 'docker.seccomp-profile', {
    title: 'Docker filters system calls',
    severity: 'high',
    why: 'Without a filter a container reaches every system call of the kernel.',
    remedy: set('seccomp-profile', '"builtin"'),
    references: cis('2.16'),
    rule: confined,
    absent: 'pass',
  }),
  row(
    'selinux',
    'docker.selinux-enabled',
    {
      title: 'Docker gives containers their SELinux type',
      severity: 'high',
      why: 'Without it SELinux does not keep containers apart.',
      remedy: set('selinux-enabled', 'true'),
      references: cis('5.3'),
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
  row('userland-proxy', 'docker.userland-proxy', {
    title: 'Ports are forwarded by the kernel',
    severity: 'low',
    why: 'Without it every published port has a process of root that listens.',
    remedy: set('userland-proxy', 'false'),
    references: cis('2.16'),
    rule: isFalse,
    absent: 'fail',
  }),
  row('insecure-registries', 'docker.insecure-registries', {
    title: 'Docker checks certificates of registries',
    severity: 'high',
    why: 'Unchecked, whoever sits on the way gives the images.',
    remedy: set('insecure-registries', '[]'),
    references: cis('2.5'),
    rule: none,
    absent: 'pass',
  }),
  row('iptables', 'docker.iptables', {
    title: 'Docker keeps its rules of the packet filter',
    severity: 'medium',
    why: 'Without them the networks of containers are not kept apart. Some networks of clusters switch it off on purpose: waive it for them.',
    remedy: set('iptables', 'true'),
    references: cis('2.4'),
    rule: isTrue,
    absent: 'pass',
  }),
  row('experimental', 'docker.experimental', {
    title: 'Docker does not try out what is unfinished',
    severity: 'low',
    why: 'What is unfinished was looked at by few.',
    remedy: set('experimental', 'false'),
    references: cis('2.17'),
    rule: isFalse,
    absent: 'pass',
  }),
  row('storage-driver', 'docker.storage-driver', {
    title: 'Layers lie on a driver that is looked after',
    severity: 'low',
    why: 'Nobody mends flaws of aufs, vfs and devicemapper any more.',
    remedy: set('storage-driver', '"overlay2"'),
    references: cis('2.6'),
    rule: driver,
    absent: 'pass',
  }),
  row('cgroup-parent', 'docker.cgroup-parent', {
    title: 'Containers stay under the limits of the engine',
    severity: 'low',
    why: 'Under another group the limits of the system do not hold for them.',
    remedy: set('cgroup-parent', '""'),
    references: cis('2.10'),
    rule: defaultParent,
    absent: 'pass',
  }),
  {
    id: 'runtime/docker-group',
    source: 'host/services',
    key: 'group.docker.members',
    title: 'Nobody is in the group docker',
    severity: 'critical',
    why: 'Its members start privileged containers, and so are root without a password.',
    remedy: 'Find them by `getent group docker`, and run `gpasswd -d` for each.',
    references: cis('1.1.2'),
    rule: none,
    absent: { notApplicable: 'there is no group docker' },
  },
];
