import type { ControlCase } from '@plimsoll/engine';
import type { FactBody } from '@plimsoll/model';
import { ABSENT, hostCase, NO_PERMISSION } from '../settings/host-case.js';
import { settingCases } from '../settings/setting.cases.js';
import { cmdlineCases } from './cmdline/cmdline.cases.js';
import { configCases } from './config/config.cases.js';
import { declaredCases } from './declared.cases.js';
import { moduleCases } from './modules/modules.cases.js';
import { SYSCTL_ROWS } from './sysctl.table.js';

const sysctl = 'host/sysctl';

const config = (most: string, bits: string): FactBody => ({ shape: 'settings', settings: { [most]: bits } });

/** A value that the kernel's configuration decides about. */
function randomBits(key: string, most: string): readonly ControlCase[] {
  const of = (title: string, bits: string, expect: ControlCase['expect']): ControlCase => {
    const found = hostCase(sysctl, title, { [key]: bits }, expect);
    return { ...found, facts: { ...found.facts, 'host/kconfig': config(most, '32') } };
  };
  return [
    of('as many bits as the kernel can give', '32', {
      verdict: 'pass',
      evidence: [{ path: key, value: '32' }],
    }),
    of('fewer', '28', { verdict: 'fail', evidence: [{ path: key, value: '28' }] }),
  ];
}

/** What a row's own examples cannot show: values that count together with others, and foreign namespaces. */
const SPECIAL: Readonly<Record<string, readonly ControlCase[]>> = {
  'kernel/mmap-min-addr': [
    hostCase(
      sysctl,
      'the default of arm64',
      { 'vm.mmap_min_addr': '32768' },
      { verdict: 'pass' },
      { 'kernel.arch': 'aarch64' },
    ),
    hostCase(
      sysctl,
      'that default elsewhere',
      { 'vm.mmap_min_addr': '32768' },
      { verdict: 'fail' },
      { 'kernel.arch': 'x86_64' },
    ),
    hostCase(
      sysctl,
      'that default on an unknown processor',
      { 'vm.mmap_min_addr': '32768' },
      { verdict: 'unknown', reason: 'unreadable' },
      { 'kernel.arch': ABSENT },
    ),
  ],
  'kernel/core-pattern': [
    hostCase(
      sysctl,
      'no pattern and no process id',
      { 'kernel.core_pattern': '', 'kernel.core_uses_pid': '0' },
      { verdict: 'pass' },
    ),
    hostCase(
      sysctl,
      'no pattern but the process id',
      { 'kernel.core_pattern': '', 'kernel.core_uses_pid': '1' },
      { verdict: 'fail' },
    ),
    hostCase(
      sysctl,
      'no pattern and the rest unknown',
      { 'kernel.core_pattern': '' },
      { verdict: 'unknown', reason: 'not-collected' },
    ),
  ],
  'kernel/suid-dumpable': [
    hostCase(
      sysctl,
      'dumps for root, by a pipe',
      { 'fs.suid_dumpable': '2', 'kernel.core_pattern': '|/usr/lib/systemd/systemd-coredump %P' },
      { verdict: 'pass' },
    ),
    hostCase(
      sysctl,
      'dumps for root, beside the program',
      { 'fs.suid_dumpable': '2', 'kernel.core_pattern': 'core' },
      { verdict: 'fail' },
    ),
    hostCase(
      sysctl,
      'dumps for root, nobody knows where',
      { 'fs.suid_dumpable': '2', 'kernel.core_pattern': NO_PERMISSION },
      { verdict: 'unknown', reason: 'unreadable' },
    ),
  ],
  'kernel/mmap-rnd-bits': randomBits('vm.mmap_rnd_bits', 'CONFIG_ARCH_MMAP_RND_BITS_MAX'),
  'kernel/mmap-rnd-compat-bits': randomBits(
    'vm.mmap_rnd_compat_bits',
    'CONFIG_ARCH_MMAP_RND_COMPAT_BITS_MAX',
  ),
  'kernel/ipv6-all-forwarding': [
    ...['2', '-1'].map((text) =>
      hostCase(
        sysctl,
        `"${text}", and IPv6 is on`,
        { 'net.ipv6.conf.all.forwarding': text, 'net.ipv6.conf.all.disable_ipv6': '0' },
        { verdict: 'fail' },
      ),
    ),
    hostCase(
      sysctl,
      'a text that is no number, and IPv6 is on',
      { 'net.ipv6.conf.all.forwarding': 'yes', 'net.ipv6.conf.all.disable_ipv6': '0' },
      { verdict: 'unknown', reason: 'unreadable' },
    ),
    hostCase(
      sysctl,
      'not forwarded, and IPv6 is on',
      { 'net.ipv6.conf.all.forwarding': '0', 'net.ipv6.conf.all.disable_ipv6': '0' },
      { verdict: 'fail' },
    ),
    hostCase(
      sysctl,
      'not forwarded, and IPv6 is off',
      { 'net.ipv6.conf.all.forwarding': '0', 'net.ipv6.conf.all.disable_ipv6': '1' },
      { verdict: 'not-applicable' },
    ),
  ],
  'kernel/ipv4-all-rp-filter': [
    hostCase(
      sysctl,
      'the value belongs to the namespace of a pod',
      {
        'net.ipv4.conf.all.rp_filter': {
          unreadable: 'namespace',
          detail: 'the reader is in another net namespace than the node',
        },
      },
      { verdict: 'unknown', reason: 'unreadable' },
    ),
  ],
};

/** Rules whose second examples need another setting beside them are shown in their special cases. */
const NEEDS_MORE: Readonly<Record<string, readonly string[]>> = {
  'kernel/suid-dumpable': ['fs.suid_dumpable is "2"'],
  'kernel/ipv6-all-forwarding': ['0', '2', '', 'yes', '1 2', '0x1', '1.5'].map(
    (text) => `net.ipv6.conf.all.forwarding is "${text}"`,
  ),
};

const sysctlCases: Readonly<Record<string, readonly ControlCase[]>> = Object.fromEntries(
  SYSCTL_ROWS.map((row) => [
    row.id,
    [
      ...settingCases(row).filter(({ title }) => NEEDS_MORE[row.id]?.includes(title) !== true),
      ...(SPECIAL[row.id] ?? []),
    ],
  ]),
);

/** The examples of every row, by the id of its control. */
export const kernelCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...sysctlCases,
  'kernel/sysctl-declared-in-force': declaredCases,
  ...cmdlineCases,
  ...configCases,
  ...moduleCases,
};
