import { isTrue, notGiven } from '../components/flag-rule.js';
import { bad, fine } from '../components/unset.js';
import { podsDoNotSwap } from './instead.js';
import { rowsOf } from './kubelet-row.js';

const DOCS = ['kubernetes:kubelet-config.v1beta1'];

/** What keeps pods apart from the kernel of their node, and the network from the kubelet, beside what benchmarks ask. */
export const KUBELET_ISOLATION = rowsOf([
  {
    slug: 'allowed-unsafe-sysctls',
    key: 'allowedUnsafeSysctls',
    title: 'Pods may not set kernel settings that are not safe',
    severity: 'medium',
    why: 'Settings that are not kept apart by namespace change the node and every other pod with it.',
    set: 'allowedUnsafeSysctls: []',
    rule: notGiven('kernel.msg*,net.core.somaxconn'),
    unset: fine('none is allowed'),
    references: ['kubernetes:sysctl-cluster'],
  },
  {
    slug: 'fail-swap-on',
    key: 'failSwapOn',
    title: 'Memory of pods is not swapped to a disk unseen',
    severity: 'low',
    why: 'Secrets that pods hold in memory land on the disk, and stay there.',
    set: 'failSwapOn: true',
    note: 'Where the node has to swap, leave memorySwap.swapBehavior at NoSwap.',
    rule: isTrue(true),
    unset: fine('the kubelet does not start where swap is on'),
    instead: podsDoNotSwap,
    references: ['kubernetes:swap-memory-management'],
  },
  {
    slug: 'fail-cgroup-v1',
    key: 'failCgroupV1',
    title: 'The kubelet refuses control groups of version 1',
    severity: 'low',
    why: 'With version 1 limits have holes, and what protects memory of pods is missing.',
    set: 'failCgroupV1: true',
    rule: isTrue(true),
    unset: {
      first: bad('it takes both versions'),
      later: [{ ...fine('it refuses version 1'), since: '1.35' }],
    },
    references: ['kubernetes:cgroups'],
  },
  {
    slug: 'debugging-handlers',
    key: 'enableDebuggingHandlers',
    title: 'The kubelet opens no sessions into containers',
    severity: 'low',
    why: 'Who gets through to its port runs commands in every container of the node.',
    set: 'enableDebuggingHandlers: false',
    note: 'kubectl exec, attach, logs and port-forward end with it: for nodes that nobody debugs.',
    rule: isTrue(false),
    unset: bad('it opens them'),
    references: DOCS,
  },
  {
    slug: 'profiling-handler',
    key: 'enableProfilingHandler',
    title: 'The kubelet shows no profiles of itself',
    severity: 'low',
    why: 'Profiles tell its inner state, and taking one costs the node its time.',
    set: 'enableProfilingHandler: false',
    rule: isTrue(false),
    unset: bad('it shows them'),
    references: DOCS,
  },
  {
    slug: 'system-log-handler',
    key: 'enableSystemLogHandler',
    title: 'The kubelet serves no logs of the node',
    severity: 'low',
    why: 'Everything below /var/log can be read through its port, and links there lead further.',
    set: 'enableSystemLogHandler: false',
    rule: isTrue(false),
    unset: bad('it serves them'),
    references: DOCS,
  },
  {
    slug: 'system-log-query',
    key: 'enableSystemLogQuery',
    title: 'Logs of services cannot be queried through the kubelet',
    severity: 'low',
    why: 'Each query starts a program on the node, and hands out what services wrote.',
    set: 'enableSystemLogQuery: false',
    rule: isTrue(false),
    unset: fine('it takes no queries'),
    references: ['kubernetes:system-logs'],
  },
]);
