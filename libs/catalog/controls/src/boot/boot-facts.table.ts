import { ON_DEBIAN, WITH_SELINUX, WITH_UEFI } from '../settings/conditions.js';
import type { Condition, FactRow } from '../settings/fact-control.js';
import { exactly, type Rule } from '../settings/rule.js';

const GRUB = 'to GRUB_CMDLINE_LINUX in /etc/default/grub, run `update-grub` and reboot';
const NOT_DONE = 'the kernel does not tell';

/** The second of the three parts of a mount is its options. */
const mountOption = (option: string): Rule => ({
  wanted: option,
  accepts: (text) => {
    const options = text.split(' ')[1];
    return options === undefined ? undefined : options.split(',').includes(option);
  },
  examples: { pass: [`ext4 ${option},relatime rw`], fail: ['ext4 relatime rw'], unknown: ['', 'ext4'] },
});

const word = (good: readonly string[], bad: readonly string[], wanted: string): Rule => ({
  wanted,
  accepts: (text) => {
    const trimmed = text.trim();
    if (good.includes(trimmed)) return true;
    return bad.includes(trimmed) ? false : undefined;
  },
  examples: { pass: good, fail: bad, unknown: ['', 'maybe'] },
});

const sebool: Rule = {
  wanted: '0 0',
  accepts: (text) => {
    const match = /^([01]) ([01])$/.exec(text.trim());
    return match === null ? undefined : match[1] === '0' && match[2] === '0';
  },
  examples: { pass: ['0 0'], fail: ['1 1', '0 1', '1 0'], unknown: ['', '0'] },
};

const anyText: Rule = {
  wanted: 'present',
  accepts: (text) => (text.trim() === '' ? undefined : true),
  examples: { pass: ['dm-0 CRYPT-VERITY'], fail: [], unknown: [''] },
};

const LSM = 'host/lsm';
const BOOT = 'host/boot';
const STORAGE = 'host/storage';
const HARDWARE = 'host/hardware';

const selinuxBoolean = (name: string, title: string, why: string): FactRow => ({
  id: `boot/selinux-${name.replaceAll('_', '-')}`,
  source: LSM,
  key: `selinux.booleans.${name}`,
  title,
  severity: 'low',
  why,
  remedy: `Run \`setsebool -P ${name} 0\`.`,
  references: ['container-selinux:booleans'],
  rule: sebool,
  absent: { notApplicable: 'the loaded policy has no such switch' },
  only: [WITH_SELINUX],
});

const SWAPPING: Condition = {
  source: STORAGE,
  key: 'swap',
  holds: (text) => text !== undefined && text !== 'none',
  otherwise: 'this host does not swap',
  examples: { holds: 'partition encrypted', not: 'none' },
};

/** Facts of the boot, of security modules and of the root of the system. */
export const BOOT_FACTS: readonly FactRow[] = [
  selinuxBoolean(
    'container_use_devices',
    'SELinux keeps containers from devices',
    'With the switch on every container may use every device that it gets hold of.',
  ),
  selinuxBoolean(
    'container_manage_cgroup',
    'SELinux keeps containers from control groups',
    'With the switch on containers write to control groups, and so lift the limits put on them.',
  ),
  {
    id: 'boot/uefi-audit-mode',
    source: BOOT,
    key: 'uefi.auditmode',
    title: 'The firmware does not merely log signatures',
    severity: 'low',
    why: 'In audit mode whatever fails the check of its signature is noted, and started.',
    remedy:
      'Leave audit mode in the firmware (`systemctl reboot --firmware-setup`), by enrolling a platform key.',
    references: ['uefi:2.5/30.3'],
    rule: exactly(0),
    absent: { notApplicable: 'this firmware has no audit mode' },
    only: [WITH_UEFI],
  },
  {
    id: 'boot/shim-validation',
    source: BOOT,
    key: 'shim.mokstate',
    title: 'Shim checks signatures',
    severity: 'high',
    why: 'With validation switched off by mokutil, Secure Boot says that it is on, and whatever comes after shim is started.',
    remedy: 'Run `mokutil --enable-validation` and reboot; the console asks for the password.',
    references: ['shim:MokSBState'],
    rule: exactly(0),
    absent: 'pass',
    only: [WITH_UEFI],
  },
  {
    id: 'boot/tpm',
    source: HARDWARE,
    key: 'tpm.version',
    title: 'A TPM 2.0 can measure the boot',
    severity: 'medium',
    why: 'Without it nobody can prove what was started, nor bind keys to it.',
    remedy:
      'Switch the TPM on in the firmware (`systemctl reboot --firmware-setup`), or give the virtual machine one.',
    references: ['tcg:tpm-2.0'],
    rule: word(['2'], ['1'], '2'),
    absent: 'fail',
  },
  {
    id: 'boot/ima-violations',
    source: LSM,
    key: 'ima.violations',
    title: 'No file was changed while it was measured',
    severity: 'low',
    why: 'What was measured is then not what ran.',
    remedy:
      'Find the file in the list of measurements (`cat /sys/kernel/security/ima/ascii_runtime_measurements`).',
    references: ['kernel-docs:security/IMA'],
    rule: exactly(0),
    absent: { notApplicable: 'this kernel measures no files' },
  },
  {
    id: 'boot/verity',
    source: STORAGE,
    key: 'verity.dm',
    title: 'What the system is read from is checked',
    severity: 'medium',
    why: 'Without dm-verity whoever writes to the disk once changes what every next boot runs.',
    remedy:
      'Use an image that is sealed with dm-verity, such as Bottlerocket, Flatcar or Talos; `veritysetup status` shows one.',
    references: ['kernel-docs:device-mapper/verity'],
    rule: anyText,
    absent: 'fail',
    instead: {
      source: STORAGE,
      key: 'verity.boot',
      accepts: (text) => (text.trim() === '' ? undefined : true),
      wanted: 'dm-verity of the boot',
      example: 'dm-mod.create',
    },
  },
  {
    id: 'boot/read-only-root',
    source: STORAGE,
    key: 'mount./',
    title: 'Files of the system cannot be changed while it runs',
    severity: 'medium',
    why: 'An intruder who cannot write to /usr leaves nothing there that comes back after a reboot.',
    remedy:
      'Use an image-based system, or mount /usr read-only: `mount -o remount,ro /usr`, and `ro` in /etc/fstab.',
    references: ['anssi-bp-028:R28'],
    rule: mountOption('ro'),
    absent: { unknown: 'the table of mounts has no root' },
    instead: {
      source: STORAGE,
      key: 'mount./usr',
      accepts: mountOption('ro').accepts,
      wanted: 'ro',
      example: 'ext4 ro,relatime ro',
    },
  },
  {
    id: 'boot/swap-encrypted',
    source: STORAGE,
    key: 'swap',
    title: 'Swapped memory does not reach a disk in the clear',
    severity: 'medium',
    why: 'Secrets of pods and keys of programs land on the disk, and stay there.',
    remedy:
      'Run `swapoff -a` and take swap out of /etc/fstab, or put it on dm-crypt with a random key in /etc/crypttab.',
    references: ['kubernetes:swap-memory-management'],
    rule: {
      wanted: 'none, encrypted or zram',
      accepts: (text) => {
        const kinds = text.split(', ').map((area) => area.split(' ').at(-1) ?? '');
        if (kinds.includes('plain')) return false;
        return kinds.every((kind) => ['none', 'encrypted', 'zram'].includes(kind)) ? true : undefined;
      },
      examples: {
        pass: ['none', 'partition encrypted', 'partition encrypted, partition zram'],
        fail: ['file plain', 'partition encrypted, file plain'],
        unknown: ['', 'partition unknown'],
      },
    },
    absent: { unknown: NOT_DONE },
  },
  {
    id: 'boot/secrets-not-swapped',
    source: STORAGE,
    key: 'secret-volumes.swappable',
    title: 'Secrets of pods are never swapped',
    severity: 'low',
    why: 'A tmpfs without noswap is written to the swap like everything else.',
    remedy:
      'Use Linux 6.3 or later and kubelet 1.34 or later, which mount them with noswap, or run `swapoff -a`.',
    references: ['kubernetes:swap-memory-management'],
    rule: exactly(0),
    absent: { unknown: NOT_DONE },
    only: [SWAPPING],
  },
  {
    id: 'boot/secrets-in-memory',
    source: STORAGE,
    key: 'secret-volumes',
    title: 'Secrets of pods stay in memory',
    severity: 'low',
    why: 'On any other file system than tmpfs they are written to the disk.',
    remedy: 'Find what mounts them differently: `findmnt -R /var/lib/kubelet/pods`.',
    references: ['kubernetes:secret-volumes'],
    rule: word(['tmpfs', 'ramfs'], ['ext4', 'ext4,tmpfs', 'xfs'], 'tmpfs'),
    absent: { notApplicable: 'no pod here has a secret' },
  },
  {
    id: 'boot/iommu',
    source: HARDWARE,
    key: 'iommu.groups',
    title: 'Devices are fenced by an IOMMU',
    severity: 'low',
    why: 'Without it a device, or whoever programs it, reads and writes all memory.',
    remedy: `Switch VT-d or AMD-Vi on in the firmware, add \`intel_iommu=on\` or \`amd_iommu=on\` ${GRUB}.`,
    references: ['anssi-bp-028:R7'],
    rule: {
      wanted: 'at least one group',
      accepts: (text) => (/^\d{1,6}$/.test(text) ? Number(text) > 0 : undefined),
      examples: { pass: ['1', '40'], fail: ['0'], unknown: ['', 'many'] },
    },
    absent: { unknown: 'most virtual machines have none to be seen' },
    only: [
      {
        source: HARDWARE,
        key: 'cpu.flags.hypervisor',
        holds: (text) => text === undefined,
        otherwise: 'a virtual machine: what fences its devices is below it',
        examples: { holds: { absent: 'no hypervisor' }, not: 'present' },
      },
    ],
  },
  {
    id: 'boot/iommu-translation',
    source: HARDWARE,
    key: 'iommu.type',
    title: 'The IOMMU translates addresses',
    severity: 'low',
    why: 'A group of type identity is passed through: its devices reach all memory.',
    remedy: `Take \`iommu=pt\` away, add \`iommu.passthrough=0\` ${GRUB}.`,
    references: ['anssi-bp-028:R7'],
    rule: {
      wanted: 'DMA or DMA-FQ',
      accepts: (text) => {
        const types = text.trim() === '' ? [] : text.trim().split(',');
        return types.length === 0 ? undefined : !types.includes('identity');
      },
      examples: {
        pass: ['DMA-FQ', 'DMA,DMA-FQ', 'DMA-FQ,blocked'],
        fail: ['identity', 'DMA,identity'],
        unknown: [''],
      },
    },
    absent: { notApplicable: 'no group of an IOMMU, which is judged on its own' },
  },
  {
    id: 'boot/ksm',
    source: HARDWARE,
    key: 'ksm',
    title: 'Equal pages of different tenants are not merged',
    severity: 'low',
    why: 'How long a write takes then tells one tenant what is in the memory of another.',
    remedy: 'Run `echo 2 > /sys/kernel/mm/ksm/run`, and stop what writes 1 to it: ksmtuned, or KubeVirt.',
    references: ['kernel-docs:admin-guide/mm/ksm'],
    rule: word(['0', '2'], ['1'], '0 or 2'),
    absent: { notApplicable: 'this kernel cannot merge pages' },
  },
  {
    id: 'boot/debugfs',
    source: STORAGE,
    key: 'mount./sys/kernel/debug',
    title: 'Files for debugging the kernel are not mounted',
    severity: 'low',
    why: 'They were made for developers, and every few years one of them opens the kernel.',
    remedy: 'Run `systemctl mask --now sys-kernel-debug.mount`. Agents that use eBPF may need it.',
    references: ['kernel-hardening-checker:debugfs'],
    rule: {
      wanted: 'not mounted',
      accepts: (text) => (text === '' ? undefined : !text.startsWith('debugfs')),
      examples: { pass: ['tmpfs ro rw'], fail: ['debugfs rw,nosuid rw'], unknown: [''] },
    },
    absent: 'pass',
  },
  {
    id: 'boot/cgroup-version',
    source: STORAGE,
    key: 'mount./sys/fs/cgroup',
    title: 'Control groups are unified (version 2)',
    severity: 'medium',
    why: 'Version 1 lets programs out of limits, and kubelets stop taking it.',
    remedy: `Add \`systemd.unified_cgroup_hierarchy=1\` ${GRUB}.`,
    references: ['kubernetes:cgroups'],
    rule: {
      wanted: 'cgroup2',
      accepts: (text) => (text.trim() === '' ? undefined : text.startsWith('cgroup2 ')),
      examples: {
        pass: ['cgroup2 rw,nosuid rw'],
        fail: ['tmpfs ro,nosuid ro', 'cgroup rw rw', 'xcgroup2 rw,nosuid rw'],
        unknown: ['', ' '],
      },
    },
    absent: 'fail',
  },
  {
    id: 'boot/reboot-pending',
    source: BOOT,
    key: 'reboot-required',
    title: 'No update waits for a reboot',
    severity: 'medium',
    why: 'What was mended on the disk is not mended in memory.',
    remedy: 'Drain the node and run `systemctl reboot`.',
    references: ['lynis:KRNL-5830'],
    rule: word([], ['present'], 'absent'),
    absent: 'pass',
    only: [ON_DEBIAN],
  },
];
