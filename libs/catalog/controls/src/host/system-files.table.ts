import type { FileGroup, Severity } from '@plimsoll/model';
import { referencesOf } from '../settings/authority.js';
import { octal, type FileRow, type NoFile } from '../settings/file-row.js';

const ROOT = ['root:root'];
const NONE: NoFile = { notApplicable: 'this host has no such file' };

interface Asked {
  readonly mode?: number;
  readonly owners?: readonly string[];
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly at: string;
  readonly authorities?: string;
  readonly none?: NoFile;
}

function file(group: FileGroup, asked: Asked): FileRow {
  const { mode, at, severity, title, why } = asked;
  const isGone = mode === undefined && asked.owners === undefined;
  const owners = isGone ? undefined : (asked.owners ?? ROOT);
  return {
    id: `host/file-${group}`,
    places: [{ group }],
    ...(mode === undefined ? {} : { mode }),
    ...(owners === undefined ? {} : { owners }),
    none: isGone ? 'pass' : (asked.none ?? NONE),
    title,
    severity,
    why,
    remedy: isGone
      ? `Run \`rm ${at}\`.`
      : `Run \`chmod ${octal(mode ?? 0)} ${at} && chown ${owners?.[0] ?? 'root:root'} ${at}\`.`,
    references: referencesOf(group, asked.authorities ?? 'plimsoll:host-files'),
  };
}

const cron = (group: FileGroup, at: string, mode: number, authorities: string): FileRow =>
  file(group, {
    mode,
    severity: 'low',
    title: `${at} is for root alone`,
    why: 'What is written there runs as root, again and again.',
    at,
    authorities,
  });

/** Files of the system. */
export const SYSTEM_FILES: readonly FileRow[] = [
  file('passwd', {
    mode: 0o644,
    severity: 'medium',
    title: 'Only root changes the list of accounts',
    why: 'Whoever writes to it makes himself root.',
    at: '/etc/passwd',
    authorities: 'CIS:ubuntu24.04/7.1.1;CIS:rhel9/7.1.1;STIG:RHEL-09-232075;ANSSI:R50;dev-sec:os-03',
  }),
  file('shadow', {
    mode: 0o640,
    owners: ['root:shadow', 'root:root'],
    severity: 'high',
    title: 'Hashes of passwords are for root alone',
    why: 'Whoever reads them guesses passwords for as long as he likes.',
    at: '/etc/shadow',
    authorities: 'CIS:ubuntu24.04/7.1.5;CIS:rhel9/7.1.5;STIG:RHEL-09-232270;ANSSI:R50;dev-sec:os-02',
  }),
  file('group', {
    mode: 0o644,
    severity: 'low',
    title: 'Only root changes the list of groups',
    why: 'Groups such as docker and sudo make their members root.',
    at: '/etc/group',
    authorities: 'CIS:ubuntu24.04/7.1.3;CIS:rhel9/7.1.3;STIG:RHEL-09-232055;ANSSI:R50',
  }),
  file('sudoers', {
    mode: 0o440,
    severity: 'high',
    title: 'Rules of sudo are read and changed by root alone',
    why: 'They say who becomes root.',
    at: '/etc/sudoers',
    authorities: 'lynis:AUTH-9252',
  }),
  file('sshd-config', {
    mode: 0o600,
    severity: 'medium',
    title: 'The configuration of sshd is for root alone',
    why: 'It says who may come in from afar, and how.',
    at: '/etc/ssh/sshd_config',
    authorities: 'CIS:ubuntu24.04/5.1.1;CIS:rhel9/5.1.1;STIG:RHEL-09-255115;NIST-RHCOS4:AC-6(1);ANSSI:R50',
  }),
  file('ssh-host-keys', {
    mode: 0o640,
    owners: ['root:root', 'root:ssh_keys'],
    severity: 'high',
    title: 'Keys of the host are for root alone',
    why: 'With a key of the host anybody poses as the host.',
    at: '/etc/ssh/ssh_host_*_key',
    authorities: 'CIS:ubuntu24.04/5.1.2;CIS:rhel9/5.1.2;STIG:RHEL-09-255120;NIST-RHCOS4:AC-6(1);ANSSI:R50',
  }),
  {
    id: 'host/file-authorized-keys',
    places: [{ group: 'authorized-keys' }],
    mode: 0o600,
    none: NONE,
    title: 'Lists of keys that open an account are for its owner alone',
    severity: 'medium',
    why: 'Whoever adds a line comes in whenever he likes.',
    remedy: 'Run `chmod 0600 /root/.ssh/authorized_keys`, and for accounts below /home likewise.',
    references: ['plimsoll:host-files'],
  },
  cron('crontab', '/etc/crontab', 0o600, 'CIS:ubuntu24.04/2.4.1.2;CIS:rhel9/2.4.1.2;dev-sec:os-13'),
  cron('cron-d', '/etc/cron.d', 0o700, 'CIS:ubuntu24.04/2.4.1.7;CIS:rhel9/2.4.1.7;dev-sec:os-13'),
  cron('cron-hourly', '/etc/cron.hourly', 0o700, 'CIS:ubuntu24.04/2.4.1.3;CIS:rhel9/2.4.1.3;dev-sec:os-13'),
  cron('cron-daily', '/etc/cron.daily', 0o700, 'CIS:ubuntu24.04/2.4.1.4;CIS:rhel9/2.4.1.4;dev-sec:os-13'),
  cron('cron-weekly', '/etc/cron.weekly', 0o700, 'CIS:ubuntu24.04/2.4.1.5;CIS:rhel9/2.4.1.5;dev-sec:os-13'),
  cron('cron-monthly', '/etc/cron.monthly', 0o700, 'CIS:ubuntu24.04/2.4.1.6;CIS:rhel9/2.4.1.6;dev-sec:os-13'),
  file('cron-spool', {
    mode: 0o1770,
    owners: ['root:root', 'root:crontab'],
    severity: 'medium',
    title: "Nobody lists or changes others' jobs",
    why: 'Jobs are a place where intruders stay.',
    at: '/var/spool/cron',
  }),
  file('system-units', {
    mode: 0o755,
    severity: 'high',
    title: 'Only root changes units of the system',
    why: 'What a unit names runs as root at the next boot.',
    at: '/etc/systemd/system',
  }),
  file('preloaded-libraries', {
    severity: 'high',
    title: 'No library is loaded into every program',
    why: 'That is how rootkits hide, and how passwords are read along.',
    at: '/etc/ld.so.preload',
  }),
  file('modprobe-rules', {
    mode: 0o644,
    severity: 'medium',
    title: 'Only root changes which modules may be loaded',
    why: 'A rule there runs a program as root when a module is asked for.',
    at: '/etc/modprobe.d/*.conf',
  }),
  file('modules-load', {
    mode: 0o644,
    severity: 'low',
    title: 'Only root changes which modules are loaded at boot',
    why: 'A module runs with all rights.',
    at: '/etc/modules-load.d/*.conf',
  }),
  file('sysctl-files', {
    mode: 0o644,
    severity: 'medium',
    title: 'Only root changes the declared settings of the kernel',
    why: 'Settings that protect are taken back there for the next boot.',
    at: '/etc/sysctl.d/*.conf',
  }),
  file('bootloader-config', {
    mode: 0o600,
    severity: 'medium',
    title: 'The configuration of the boot loader is for root alone',
    why: 'A parameter there switches protections off.',
    at: '/boot/grub/grub.cfg',
    authorities: 'CIS:ubuntu24.04/1.4.2;CIS:rhel9/1.4.2;ANSSI:R29',
  }),
  file('trusted-hosts', {
    severity: 'high',
    title: 'No other machine is trusted by its name',
    why: 'Whoever takes the name comes in without a password.',
    at: '/etc/hosts.equiv /root/.rhosts',
    authorities: 'dev-sec:os-01;dev-sec:os-09',
  }),
  file('core-dumps', {
    mode: 0o755,
    severity: 'low',
    title: 'Only root writes where memory of programs is kept',
    why: 'Dumps hold secrets of the programs that failed.',
    at: '/var/lib/systemd/coredump',
  }),
  file('user-data', {
    mode: 0o700,
    severity: 'high',
    title: 'What the cloud gave to the node at its start is for root alone',
    why: 'Tokens for joining and keys are in it.',
    at: '/var/lib/cloud/instance/user-data.txt',
  }),
  file('cloud-credentials', {
    severity: 'high',
    title: 'No lasting credentials of a cloud are on the node',
    why: 'Whoever reads them acts in the cloud long after the node is gone.',
    at: '/root/.aws/credentials /root/.config/gcloud',
  }),
  file('audit-rules', {
    mode: 0o640,
    severity: 'medium',
    title: 'Rules of the audit are for root alone',
    why: 'Whoever changes them is not recorded.',
    at: '/etc/audit/rules.d/*.rules',
    authorities: 'CIS:ubuntu24.04/6.2.4.5;STIG:UBTU-24-900040',
  }),
  file('audit-log', {
    mode: 0o700,
    owners: ['root:root', 'root:adm'],
    severity: 'medium',
    title: 'The log of the audit is for root alone',
    why: 'It is the evidence, and holds what programs were called with.',
    at: '/var/log/audit',
    authorities: 'CIS:ubuntu24.04/6.2.4.1;CIS:rhel9/6.3.4.2;STIG:RHEL-09-653090;NIST-RHCOS4:AC-6(1)',
  }),
  file('journal', {
    mode: 0o2755,
    owners: ['root:systemd-journal', 'root:root'],
    severity: 'low',
    title: 'Only root changes the journal',
    why: 'Logs are evidence, and hold secrets by mistake.',
    at: '/var/log/journal',
    authorities: 'STIG:UBTU-24-700020',
  }),
  file('banners', {
    mode: 0o644,
    severity: 'low',
    title: 'Only root changes what is shown before a login',
    why: 'Whoever writes there tells others where to type their passwords.',
    at: '/etc/issue /etc/motd',
    authorities: 'CIS:ubuntu24.04/1.6.5;CIS:rhel9/1.7.5',
  }),
  file('chrony-keys', {
    mode: 0o640,
    owners: ['root:chrony', 'root:_chrony', 'root:root'],
    severity: 'low',
    title: 'Keys for the time are for chrony alone',
    why: 'Whoever knows them sets the clock, and with it what certificates are worth.',
    at: '/etc/chrony/chrony.keys',
    authorities: 'complianceascode:file_permissions_chrony_keys',
  }),
  file('crypttab', {
    mode: 0o600,
    severity: 'low',
    title: 'The list of encrypted disks is for root alone',
    why: 'It names the files that hold their keys.',
    at: '/etc/crypttab',
    authorities: 'complianceascode:file_permissions_crypttab',
  }),
  file('ovs-database', {
    mode: 0o640,
    owners: ['openvswitch:hugetlbfs', 'openvswitch:openvswitch'],
    severity: 'low',
    title: 'The database of Open vSwitch is for it alone',
    why: 'It is the state of the network of every pod.',
    at: '/etc/openvswitch/conf.db',
    authorities: 'openshift-compliance:file_permissions_ovs_conf_db',
  }),
  file('bottlerocket-socket', {
    mode: 0o660,
    owners: ['root:api', 'root:274', 'root:root'],
    severity: 'critical',
    title: "The socket of Bottlerocket's settings is for its group alone",
    why: 'Whoever writes to it controls the whole system.',
    at: '/run/api.sock',
    authorities: 'bottlerocket:security-guidance',
  }),
];
