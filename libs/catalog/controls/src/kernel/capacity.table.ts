import { atLeast } from '../settings/rule.js';
import type { SysctlRow } from './sysctl-row.js';

/** Limits that one workload uses up at the expense of all others when they are too low. */
export const CAPACITY: readonly SysctlRow[] = [
  {
    slug: 'pid-max',
    key: 'kernel.pid_max',
    title: 'There are process ids for everybody',
    severity: 'low',
    why: 'When they are used up nothing starts any more, not even what would help.',
    rule: atLeast(65_536),
    absence: { since: [2, 6] },
    set: '4194304',
    note: 'Limit the processes of a pod as well (podPidsLimit of the kubelet).',
    references: ['anssi-bp-028:R9'],
  },
  {
    slug: 'inotify-max-user-instances',
    key: 'fs.inotify.max_user_instances',
    title: 'There are enough watchers of files',
    severity: 'low',
    why: 'The kubelet and agents that read logs fail when there is none left.',
    rule: atLeast(128),
    absence: { since: [2, 6], otherwise: { notApplicable: 'this kernel has no watchers of files' } },
    set: '8192',
    references: ['kernel-docs:sysctl/fs'],
  },
  {
    slug: 'inotify-max-user-watches',
    key: 'fs.inotify.max_user_watches',
    title: 'Watchers of files can watch enough of them',
    severity: 'low',
    why: 'The kubelet and agents that read logs miss changes when the limit is reached.',
    rule: atLeast(8192),
    absence: { since: [2, 6], otherwise: { notApplicable: 'this kernel has no watchers of files' } },
    set: '1048576',
    references: ['kernel-docs:sysctl/fs'],
  },
  {
    slug: 'nf-conntrack-max',
    key: 'net.netfilter.nf_conntrack_max',
    title: 'The table of connections has room for all pods',
    severity: 'low',
    why: 'A full table drops the traffic of every pod of the node.',
    rule: atLeast(131_072),
    absence: { since: [2, 6], otherwise: { notApplicable: 'nf_conntrack is not loaded' } },
    set: '131072',
    note: 'kube-proxy sets it by its own conntrack.maxPerCore.',
    references: ['kubernetes:kube-proxy'],
  },
];
