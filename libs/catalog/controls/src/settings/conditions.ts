import type { Condition } from './fact-control.js';
import { PODS_CGROUP } from './kubernetes-node.js';

const present = (text: string | undefined): boolean => text !== undefined;
const ABSENT = { absent: 'nothing is there' } as const;

/** Rules that only a Kubernetes node has to keep. */
export const ON_KUBERNETES: Condition = {
  source: 'host/identity',
  key: PODS_CGROUP,
  holds: present,
  otherwise: 'only on Kubernetes nodes, and no kubelet keeps pods on this host',
  examples: { holds: '/sys/fs/cgroup/kubepods.slice', not: ABSENT },
};

export const WITH_UEFI: Condition = {
  source: 'host/boot',
  key: 'uefi.present',
  holds: present,
  otherwise: 'not booted by UEFI: older firmware or a small virtual machine',
  examples: { holds: 'present', not: ABSENT },
};

export const WITH_SELINUX: Condition = {
  source: 'host/lsm',
  key: 'selinux.enforce',
  holds: present,
  otherwise: 'SELinux does not run in this kernel',
  examples: { holds: '1', not: ABSENT },
};

/** Distributions whose packages write /run/reboot-required; elsewhere its absence says nothing. */
export const ON_DEBIAN: Condition = {
  source: 'host/identity',
  key: 'os.id',
  holds: (text) => text === 'debian' || text === 'ubuntu',
  otherwise: 'no distribution of the Debian family, whose packages would say so',
  examples: { holds: 'debian', not: 'rhel' },
};

export const ON_X86: Condition = {
  source: 'host/identity',
  key: 'kernel.arch',
  holds: (text) => text === 'x86_64' || text === 'i686',
  otherwise: 'another architecture than x86',
  examples: { holds: 'x86_64', not: 'aarch64' },
};

export const ON_ARM: Condition = {
  source: 'host/identity',
  key: 'kernel.arch',
  holds: (text) => text === 'aarch64',
  otherwise: 'another architecture than 64-bit ARM',
  examples: { holds: 'aarch64', not: 'x86_64' },
};
