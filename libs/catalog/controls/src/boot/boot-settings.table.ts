import { exactly, type Rule } from '../settings/rule.js';
import type { SettingRow } from '../settings/setting-control.js';
import { activeLockdown } from './lockdown.js';

const mandatoryAccess: Rule = {
  wanted: 'apparmor or selinux among them',
  accepts: (text) => {
    const modules = text.trim().split(',');
    return text.trim() === '' ? undefined : modules.includes('apparmor') || modules.includes('selinux');
  },
  examples: {
    pass: ['capability,landlock,lockdown,yama,apparmor,bpf', 'capability,selinux'],
    fail: ['capability,landlock,lockdown,yama', 'xcapability,selinuxy'],
    unknown: [''],
  },
};

const lockdown: Rule = {
  wanted: '[integrity] or [confidentiality]',
  accepts: (text) => {
    const active = activeLockdown(text);
    return active === undefined ? undefined : active !== 'none';
  },
  examples: {
    pass: ['none [integrity] confidentiality', 'none integrity [confidentiality]'],
    fail: ['[none] integrity confidentiality'],
    unknown: ['', 'none integrity confidentiality', '[other]'],
  },
};

/** Facts of security modules and of the boot that are judged one by one. */
export const BOOT_ROWS: readonly SettingRow[] = [
  {
    id: 'boot/lsm-mandatory-access',
    source: 'host/lsm',
    key: 'lsm.active',
    title: 'A security module confines programs',
    severity: 'high',
    why: 'Without AppArmor or SELinux a flaw in a runtime or a container lacks the one border that root cannot cross.',
    remedy:
      'Add `security=apparmor` (or `security=selinux`) to GRUB_CMDLINE_LINUX in /etc/default/grub, run `update-grub` and reboot; a kernel without either has to be replaced.',
    references: ['cis-ubuntu24.04:1.3.1', 'anssi-bp-028:R37', 'kernel-docs:admin-guide/LSM'],
    rule: mandatoryAccess,
    absence: { since: [4, 20] },
  },
  {
    id: 'boot/lockdown',
    source: 'host/lsm',
    key: 'lsm.lockdown',
    title: 'Root cannot alter the running kernel',
    severity: 'medium',
    why: 'Without lockdown an intruder who became root writes to the memory of the kernel and hides there.',
    remedy:
      'Add `lockdown=integrity` to GRUB_CMDLINE_LINUX in /etc/default/grub, run `update-grub` and reboot. Mode confidentiality also stops eBPF programs from reading the kernel, which many agents need.',
    references: ['kspp:lockdown', 'kernel-docs:kernel_lockdown.7'],
    rule: lockdown,
    absence: { since: [5, 4], otherwise: 'fail' },
  },
  {
    id: 'boot/kexec-loaded',
    source: 'host/boot',
    key: 'kexec.loaded',
    title: 'No other kernel is staged',
    severity: 'medium',
    why: 'A staged kernel starts without firmware, Secure Boot or anybody having looked at it.',
    remedy:
      'Run `kexec -u`, and find out who staged it. The crash kernel of kdump is counted elsewhere and does not matter here.',
    references: ['kernel-docs:sysfs-kernel-kexec'],
    rule: exactly(0),
    absence: { since: [2, 6], otherwise: { notApplicable: 'this kernel has no kexec' } },
  },
];
