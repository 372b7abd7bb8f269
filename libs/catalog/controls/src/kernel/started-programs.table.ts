import { oneText } from '../settings/rule.js';
import { corePattern, emptyPattern } from './core-dumps.js';
import type { SysctlRow } from './sysctl-row.js';

/** Programs that the kernel starts as root, outside every container: where an escape likes to write. */
export const STARTED_PROGRAMS: readonly SysctlRow[] = [
  {
    slug: 'core-pattern',
    key: 'kernel.core_pattern',
    title: 'What handles core dumps is out of reach of users and containers',
    severity: 'high',
    why: 'A program named here runs as root on the host when any process crashes, in a container too; a relative name writes the memory of services into whatever folder they are in.',
    rule: corePattern,
    absence: { since: [2, 6], otherwise: { notApplicable: 'this kernel writes no core dumps' } },
    set: '|/bin/false',
    note: 'Where dumps are wanted, name the handler of the distribution by its full path. A value that nobody set on purpose is a sign of an escape.',
    refine: emptyPattern,
    references: ['stig:RHEL-09-213040', 'nist-800-53:SC-7(10)'],
  },
  {
    slug: 'modprobe',
    key: 'kernel.modprobe',
    title: 'The loader of kernel modules is the one of the system',
    severity: 'high',
    why: 'The kernel starts this program as root whenever it misses a module; whoever changes the path runs code on the host.',
    rule: oneText({
      allowed: ['/sbin/modprobe', '/usr/sbin/modprobe', '/usr/bin/modprobe', '/usr/bin/false', ''],
      otherwise: '/tmp/modprobe',
      wanted: '/sbin/modprobe, /usr/sbin/modprobe, /usr/bin/modprobe, /usr/bin/false or nothing',
    }),
    absence: { since: [2, 6], otherwise: { notApplicable: 'this kernel cannot load modules' } },
    set: '/sbin/modprobe',
    note: 'A path that nobody set on purpose is a sign of an escape.',
    references: ['mitre-attack:T1611'],
  },
];
