import { referencesOf } from '../settings/authority.js';
import type { Condition, FactRow } from '../settings/fact-control.js';
import { PODS_CGROUP } from '../settings/kubernetes-node.js';
import type { Rule } from '../settings/rule.js';
import type { Severity } from '@plimsoll/model';

const SOURCE = 'host/storage';

type Option = 'nodev' | 'nosuid' | 'noexec';

const WHY: Readonly<Record<Option, string>> = {
  nodev: 'A device file there gives whoever made it the device itself.',
  nosuid: 'A setuid program there makes whoever starts it somebody else.',
  noexec: 'What anybody may write there, anybody could run.',
};

const WHAT: Readonly<Record<Option, string>> = {
  nodev: 'No device files count',
  nosuid: 'No setuid programs count',
  noexec: 'Nothing is run',
};

/** The second of the three words of a mount is its options. */
const withOption = (option: Option): Rule => ({
  wanted: option,
  accepts: (text) => text.split(' ')[1]?.split(',').includes(option),
  examples: {
    pass: [`tmpfs rw,${option} rw`, `ext4 ${option} rw`],
    fail: ['tmpfs rw,relatime rw', `tmpfs rw,x${option} rw`],
    unknown: ['', 'tmpfs'],
  },
});

const anyMount: Rule = {
  wanted: 'a mount of its own',
  accepts: (text) => (text === '' ? undefined : true),
  examples: { pass: ['ext4 rw,relatime rw'], fail: [], unknown: [''] },
};

const NOT_ON_KUBERNETES: Condition = {
  source: 'host/identity',
  key: PODS_CGROUP,
  holds: (text) => text === undefined,
  otherwise:
    'a Kubernetes node: layers of containers lie there, and their setuid programs would stop working',
  examples: { holds: { absent: 'no kubelet' }, not: '/sys/fs/cgroup/kubepods.slice' },
};

const slugOf = (point: string): string => point.slice(1).replaceAll('/', '-');

const optionRow = (point: string, option: Option, severity: Severity, authorities: string): FactRow => ({
  id: `host/mount-${slugOf(point)}-${option}`,
  source: SOURCE,
  key: `mount.${point}`,
  title: `${WHAT[option]} in ${point}`,
  severity,
  why: WHY[option],
  remedy: `Run \`mount -o remount,${option} ${point}\`, and add ${option} to its line in /etc/fstab, or to Options= of its mount unit.`,
  references: referencesOf(option, authorities),
  rule: withOption(option),
  absent: { notApplicable: `${point} is no mount of its own on this host` },
  ...(point === '/var' && option === 'nosuid' ? { only: [NOT_ON_KUBERNETES] } : {}),
});

const ownRow = (point: string, authorities: string): FactRow => ({
  id: `host/mount-${slugOf(point)}`,
  source: SOURCE,
  key: `mount.${point}`,
  title: `${point} is a mount of its own`,
  severity: 'low',
  why: 'Whoever fills it up does not fill the rest of the system, and it can have options of its own.',
  remedy: `Give ${point} a partition, a volume or a tmpfs in /etc/fstab, and check by \`findmnt ${point}\`.`,
  references: referencesOf('own-mount', authorities),
  rule: anyMount,
  absent: 'fail',
});

const noNetworkMounts: Rule = {
  wanted: '0',
  accepts: (text) => (/^\d{1,6}$/.test(text) ? text === '0' : undefined),
  examples: { pass: ['0'], fail: ['1', '12'], unknown: ['', 'many'] },
};

/** Options of the mounts of the host. */
export const MOUNTS: readonly FactRow[] = [
  optionRow('/tmp', 'nodev', 'medium', 'CIS:ubuntu24.04/1.1.2.1.2;CIS:rhel9/1.1.2.1.2;STIG:RHEL-09-231125'),
  optionRow(
    '/tmp',
    'nosuid',
    'medium',
    'CIS:ubuntu24.04/1.1.2.1.3;CIS:rhel9/1.1.2.1.3;STIG:RHEL-09-231135;ANSSI:R28',
  ),
  optionRow(
    '/tmp',
    'noexec',
    'medium',
    'CIS:ubuntu24.04/1.1.2.1.4;CIS:rhel9/1.1.2.1.4;STIG:RHEL-09-231130;ANSSI:R28',
  ),
  optionRow(
    '/dev/shm',
    'nodev',
    'medium',
    'CIS:ubuntu24.04/1.1.2.2.2;CIS:rhel9/1.1.2.2.2;STIG:RHEL-09-231110',
  ),
  optionRow(
    '/dev/shm',
    'nosuid',
    'medium',
    'CIS:ubuntu24.04/1.1.2.2.3;CIS:rhel9/1.1.2.2.3;STIG:RHEL-09-231120',
  ),
  optionRow(
    '/dev/shm',
    'noexec',
    'medium',
    'CIS:ubuntu24.04/1.1.2.2.4;CIS:rhel9/1.1.2.2.4;STIG:RHEL-09-231115',
  ),
  optionRow('/var', 'nodev', 'low', 'CIS:ubuntu24.04/1.1.2.4.2;CIS:rhel9/1.1.2.4.2;STIG:RHEL-09-231140'),
  optionRow('/var', 'nosuid', 'low', 'CIS:ubuntu24.04/1.1.2.4.3;CIS:rhel9/1.1.2.4.3;ANSSI:R28'),
  optionRow('/var/tmp', 'nodev', 'low', 'CIS:ubuntu24.04/1.1.2.5.2;CIS:rhel9/1.1.2.5.2;STIG:RHEL-09-231175'),
  optionRow(
    '/var/tmp',
    'nosuid',
    'low',
    'CIS:ubuntu24.04/1.1.2.5.3;CIS:rhel9/1.1.2.5.3;STIG:RHEL-09-231185;ANSSI:R28',
  ),
  optionRow(
    '/var/tmp',
    'noexec',
    'low',
    'CIS:ubuntu24.04/1.1.2.5.4;CIS:rhel9/1.1.2.5.4;STIG:RHEL-09-231180;ANSSI:R28',
  ),
  optionRow('/var/log', 'nodev', 'low', 'CIS:ubuntu24.04/1.1.2.6.2;CIS:rhel9/1.1.2.6.2;STIG:RHEL-09-231145'),
  optionRow(
    '/var/log',
    'nosuid',
    'low',
    'CIS:ubuntu24.04/1.1.2.6.3;CIS:rhel9/1.1.2.6.3;STIG:RHEL-09-231155;ANSSI:R28',
  ),
  optionRow(
    '/var/log',
    'noexec',
    'low',
    'CIS:ubuntu24.04/1.1.2.6.4;CIS:rhel9/1.1.2.6.4;STIG:RHEL-09-231150;ANSSI:R28',
  ),
  optionRow(
    '/var/log/audit',
    'nodev',
    'low',
    'CIS:ubuntu24.04/1.1.2.7.2;CIS:rhel9/1.1.2.7.2;STIG:RHEL-09-231160',
  ),
  optionRow(
    '/var/log/audit',
    'nosuid',
    'low',
    'CIS:ubuntu24.04/1.1.2.7.3;CIS:rhel9/1.1.2.7.3;STIG:RHEL-09-231170',
  ),
  optionRow(
    '/var/log/audit',
    'noexec',
    'low',
    'CIS:ubuntu24.04/1.1.2.7.4;CIS:rhel9/1.1.2.7.4;STIG:RHEL-09-231165',
  ),
  optionRow('/home', 'nodev', 'low', 'CIS:ubuntu24.04/1.1.2.3.2;CIS:rhel9/1.1.2.3.2;STIG:RHEL-09-231045'),
  optionRow(
    '/home',
    'nosuid',
    'low',
    'CIS:ubuntu24.04/1.1.2.3.3;CIS:rhel9/1.1.2.3.3;STIG:RHEL-09-231050;ANSSI:R28',
  ),
  optionRow('/boot', 'nodev', 'low', 'STIG:RHEL-09-231095'),
  optionRow('/boot', 'nosuid', 'low', 'STIG:RHEL-09-231100;ANSSI:R28'),
  ownRow('/var', 'CIS:ubuntu24.04/1.1.2.4.1;CIS:rhel9/1.1.2.4.1;STIG:RHEL-09-231020;ANSSI:R28'),
  ownRow(
    '/var/log',
    'CIS:ubuntu24.04/1.1.2.6.1;CIS:rhel9/1.1.2.6.1;STIG:RHEL-09-231025;NIST-RHCOS4:AU-4;ANSSI:R28',
  ),
  ownRow(
    '/var/log/audit',
    'CIS:ubuntu24.04/1.1.2.7.1;CIS:rhel9/1.1.2.7.1;STIG:RHEL-09-231030;NIST-RHCOS4:AU-4;ANSSI:R71',
  ),
  ownRow('/var/tmp', 'CIS:ubuntu24.04/1.1.2.5.1;CIS:rhel9/1.1.2.5.1;STIG:RHEL-09-231035;ANSSI:R28'),
  ownRow('/tmp', 'CIS:ubuntu24.04/1.1.2.1.1;CIS:rhel9/1.1.2.1.1;STIG:RHEL-09-231015'),
  ownRow('/home', 'CIS:ubuntu24.04/1.1.2.3.1;CIS:rhel9/1.1.2.3.1;STIG:RHEL-09-231010;ANSSI:R28'),
  ownRow('/dev/shm', 'CIS:ubuntu24.04/1.1.2.2.1;CIS:rhel9/1.1.2.2.1'),
  {
    id: 'host/mount-network',
    source: SOURCE,
    key: 'network-mounts.open',
    title: 'Disks of the network bring neither devices nor setuid programs',
    severity: 'low',
    why: 'Whoever writes to the disk on another machine is then root on this one.',
    remedy:
      'Add nodev and nosuid to the options of NFS and SMB mounts in /etc/fstab, or to mountOptions of the StorageClass; `findmnt -t nfs,nfs4,cifs` lists them.',
    references: referencesOf('network', 'STIG:RHEL-09-231075;STIG:RHEL-09-231065'),
    rule: noNetworkMounts,
    absent: { notApplicable: 'no file system of the network is mounted' },
  },
];
