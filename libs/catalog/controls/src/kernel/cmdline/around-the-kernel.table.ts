import { cmdlineRow, never, notZero, type CmdlineRow } from './cmdline-row.js';

/** What starts first, who confines it, and what is recorded. */
export const AROUND_THE_KERNEL: readonly CmdlineRow[] = [
  never('sysrq_always_enabled', 'medium', 'Key commands cannot be masked.', 'khc:grapheneos'),
  cmdlineRow(
    'audit',
    { rule: 'audit=1', set: 'audit=1', title: 'The kernel is booted with audit=1' },
    'medium',
    'Records processes started before the audit daemon.',
    'CIS:ubuntu24.04/6.2.1.3;CIS:rhel10/6.3.1.2;STIG:RHEL-09-212055;STIG:UBTU-24-102010',
    { since: [2, 6], note: 'Kernel without auditd drops events to dmesg' },
  ),
  cmdlineRow(
    'audit_backlog_limit',
    {
      rule: 'audit_backlog_limit>=8192',
      set: 'audit_backlog_limit=8192',
      title: 'The kernel is booted with audit_backlog_limit=8192',
    },
    'low',
    'Avoids lost audit records at boot.',
    'CIS:ubuntu24.04/6.2.1.4;CIS:rhel10/6.3.1.3;STIG:RHEL-09-653120',
    { since: [2, 6] },
  ),
  notZero('apparmor', 'high', 'Must not switch AppArmor off.', 'CIS:ubuntu24.04/1.3.1.2;ANSSI:R45'),
  notZero('selinux', 'high', 'Must not switch SELinux off.', 'CIS:rhel9/1.3.1.2;NIST-RHCOS4:AC-3'),
  notZero('enforcing', 'high', 'Must not boot SELinux permissive.', 'CIS:rhel9/1.3.1.2'),
  never(
    'systemd.confirm_spawn',
    'medium',
    'Interactive boot bypasses services.',
    'STIG:RHEL-09-212015;STIG:RHEL-10-700980',
  ),
  never('init', 'high', 'A custom init gives a root shell at boot.', 'kernel-docs:kernel-parameters', {
    note: 'Appliance and microVM systems use it on purpose (Talos, Firecracker)',
  }),
  never(
    'systemd.debug_shell',
    'high',
    'Opens an unauthenticated root shell on tty9.',
    'kernel-docs:kernel-parameters',
  ),
  never('rd.break', 'medium', 'Stops boot in a root shell.', 'kernel-docs:kernel-parameters'),
  notZero(
    'systemd.unified_cgroup_hierarchy',
    'medium',
    '0 selects deprecated cgroup v1.',
    'kubernetes:cgroups',
    { note: 'cgroup v1 in maintenance since Kubernetes 1.31; kubelet 1.35 refuses by default' },
  ),
];
