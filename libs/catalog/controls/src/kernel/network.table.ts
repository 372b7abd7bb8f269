import { exactly, oneOf } from '../settings/rule.js';
import type { Absence } from '../settings/setting-control.js';
import type { SysctlRow } from './sysctl-row.js';

const IPV4: Absence = { since: [2, 2] };
const IPV6: Absence = { since: [2, 2], otherwise: { notApplicable: 'this host has no IPv6' } };

const redirects = (
  version: 'ipv4' | 'ipv6',
  scope: 'all' | 'default',
  references: readonly string[],
): SysctlRow => ({
  slug: `${version}-${scope}-accept-redirects`,
  key: `net.${version}.conf.${scope}.accept_redirects`,
  title: `${names[version]} redirects are not taken from others (${scope})`,
  severity: 'medium',
  why: 'A forged redirect leads the traffic of the node past an attacker in the same network.',
  rule: exactly(0),
  absence: version === 'ipv4' ? IPV4 : IPV6,
  set: '0',
  note: 'The value for all and that of the interface act together; set both.',
  references,
});

const sourceRoutes = (
  version: 'ipv4' | 'ipv6',
  scope: 'all' | 'default',
  references: readonly string[],
): SysctlRow => ({
  slug: `${version}-${scope}-accept-source-route`,
  key: `net.${version}.conf.${scope}.accept_source_route`,
  title: `${names[version]} packets cannot choose their own route (${scope})`,
  severity: 'medium',
  why: 'With source routing the sender decides which way a packet takes, and so gets around filters.',
  rule: version === 'ipv4' ? exactly(0) : oneOf([0, -1], '1'),
  absence: version === 'ipv4' ? IPV4 : IPV6,
  set: '0',
  note: 'No network plugin needs it.',
  references,
});

const sentRedirects = (scope: 'all' | 'default', references: readonly string[]): SysctlRow => ({
  slug: `ipv4-${scope}-send-redirects`,
  key: `net.ipv4.conf.${scope}.send_redirects`,
  title: `The node sends no IPv4 redirects (${scope})`,
  severity: 'low',
  why: 'A node forwards, and its redirects would tell others how the network behind it looks.',
  rule: exactly(0),
  absence: IPV4,
  set: '0',
  references,
});

const names = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

/** How the node treats foreign packets. Collected only where the reader is in the node's own network namespace. */
export const NETWORK: readonly SysctlRow[] = [
  {
    slug: 'ip-forward',
    key: 'net.ipv4.ip_forward',
    title: 'A Kubernetes node forwards the traffic of its pods',
    severity: 'high',
    why: 'Nodes are routers: with forwarding off, pods lose their network. Guides for ordinary servers ask for the opposite and do not fit here.',
    rule: exactly(1),
    absence: IPV4,
    set: '1',
    onlyKubernetes: true,
    references: [
      'cis-ubuntu24.04:3.3.1',
      'cis-rhel10:3.3.1.1',
      'anssi-bp-028:R12',
      'kubernetes:container-runtimes',
    ],
  },
  {
    slug: 'ipv4-all-route-localnet',
    key: 'net.ipv4.conf.all.route_localnet',
    title: 'Neighbours cannot reach what listens on loopback',
    severity: 'high',
    why: 'With 1, a machine in the same network sends packets to 127.0.0.1 of the node, where unauthenticated services listen (CVE-2020-8558).',
    rule: exactly(0),
    absence: { since: [3, 6] },
    set: '0',
    note: 'kube-proxy in iptables mode sets it to 1 for node ports on localhost: start it with iptables.localhostNodePorts false, or use nftables or ipvs, or it comes back.',
    references: ['anssi-bp-028:R12', 'cve:CVE-2020-8558'],
  },
  {
    slug: 'ipv4-all-rp-filter',
    key: 'net.ipv4.conf.all.rp_filter',
    title: 'Packets from impossible sources are dropped',
    severity: 'medium',
    why: 'Without the check a neighbour sends packets in the name of pods and of the node itself.',
    rule: oneOf([1, 2], '0'),
    absence: IPV4,
    set: '2',
    note: 'The larger of this value and that of the interface counts. Strict mode (1) breaks nodes with several interfaces; Cilium and the AWS plugin need 0 or 2 on their own interfaces.',
    references: [
      'cis-ubuntu24.04:3.3.7',
      'cis-rhel10:3.3.1.12',
      'stig:RHEL-09-253035',
      'anssi-bp-028:R12',
      'nist-800-53:CM-6',
    ],
  },
  redirects('ipv4', 'all', [
    'cis-ubuntu24.04:3.3.5',
    'cis-rhel10:3.3.1.8',
    'stig:RHEL-09-253015',
    'anssi-bp-028:R12',
    'nist-800-53:CM-6',
  ]),
  redirects('ipv4', 'default', [
    'cis-ubuntu24.04:3.3.5',
    'cis-rhel10:3.3.1.9',
    'stig:RHEL-09-253040',
    'anssi-bp-028:R12',
    'nist-800-53:CM-6',
  ]),
  redirects('ipv6', 'all', [
    'cis-ubuntu24.04:3.3.5',
    'cis-rhel10:3.3.2.3',
    'stig:RHEL-09-254015',
    'anssi-bp-028:R13',
    'nist-800-53:CM-6',
  ]),
  redirects('ipv6', 'default', [
    'cis-ubuntu24.04:3.3.5',
    'cis-rhel10:3.3.2.4',
    'stig:RHEL-09-254035',
    'anssi-bp-028:R13',
    'nist-800-53:CM-6',
  ]),
  sourceRoutes('ipv4', 'all', [
    'cis-ubuntu24.04:3.3.8',
    'cis-rhel10:3.3.1.14',
    'stig:RHEL-09-253020',
    'anssi-bp-028:R12',
    'nist-800-53:CM-6',
  ]),
  sourceRoutes('ipv4', 'default', [
    'cis-ubuntu24.04:3.3.8',
    'cis-rhel10:3.3.1.15',
    'stig:RHEL-09-253045',
    'anssi-bp-028:R12',
    'nist-800-53:CM-7',
  ]),
  sourceRoutes('ipv6', 'all', [
    'cis-ubuntu24.04:3.3.8',
    'cis-rhel10:3.3.2.5',
    'stig:RHEL-09-254020',
    'anssi-bp-028:R13',
    'nist-800-53:CM-6',
  ]),
  sourceRoutes('ipv6', 'default', [
    'cis-ubuntu24.04:3.3.8',
    'cis-rhel10:3.3.2.6',
    'stig:RHEL-09-254040',
    'anssi-bp-028:R13',
    'nist-800-53:CM-6',
  ]),
  sentRedirects('all', [
    'cis-ubuntu24.04:3.3.2',
    'cis-rhel10:3.3.1.4',
    'stig:RHEL-09-253065',
    'anssi-bp-028:R12',
    'nist-800-53:CM-6',
  ]),
  sentRedirects('default', [
    'cis-ubuntu24.04:3.3.2',
    'cis-rhel10:3.3.1.5',
    'stig:RHEL-09-253070',
    'anssi-bp-028:R12',
    'nist-800-53:CM-6',
  ]),
  {
    slug: 'tcp-syncookies',
    key: 'net.ipv4.tcp_syncookies',
    title: 'Listeners survive a flood of half-open connections',
    severity: 'medium',
    why: 'Without cookies a stream of SYN packets fills the queue and shuts everybody else out.',
    rule: oneOf([1, 2], '0'),
    absence: { since: [2, 2], otherwise: { notApplicable: 'this kernel was built without SYN cookies' } },
    set: '1',
    note: 'Pods may set it for themselves; judged is the node.',
    references: [
      'cis-ubuntu24.04:3.3.10',
      'cis-rhel10:3.3.1.18',
      'stig:RHEL-09-253010',
      'stig:UBTU-24-600190',
      'anssi-bp-028:R12',
      'nist-800-53:CM-6',
    ],
  },
];
