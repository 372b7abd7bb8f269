import type { Setting, SourceId } from '@plimsoll/model';
import type { Habits } from '../objects/habits.js';
import type { Random } from '../random.js';
import { cmdlineSettings, declaredSettings, kconfigSettings, moduleSettings } from './kernel-settings.js';

/** The sources of which generated nodes say something; of all others they are silent. */
export const HOST_SOURCES = [
  'host/identity',
  'host/sysctl',
  'host/cpu-vulnerabilities',
  'host/lsm',
  'host/boot',
  'host/sysctl-declared',
  'host/cmdline',
  'host/kconfig',
  'host/modules',
] as const satisfies readonly SourceId[];
type HostSource = (typeof HOST_SOURCES)[number];
export type NodeSettings = Readonly<Record<HostSource, Readonly<Record<string, Setting>>>>;

const RELEASE = '6.12.48-generated';

/** Kernel settings of a generated node: what a hardened one has, and what many have out of the box. */
const SYSCTLS: Readonly<Record<string, readonly [hardened: string, usual: string]>> = {
  'kernel.kptr_restrict': ['1', '0'],
  'kernel.dmesg_restrict': ['1', '0'],
  'kernel.perf_event_paranoid': ['3', '2'],
  'kernel.kexec_load_disabled': ['1', '0'],
  'kernel.randomize_va_space': ['2', '2'],
  'kernel.yama.ptrace_scope': ['1', '0'],
  'kernel.unprivileged_bpf_disabled': ['1', '0'],
  'kernel.io_uring_disabled': ['2', '0'],
  'kernel.tainted': ['0', '4096'],
  'kernel.unprivileged_userns_clone': ['1', '1'],
  'kernel.panic_on_oops': ['1', '0'],
  'kernel.panic': ['10', '0'],
  'kernel.keys.root_maxkeys': ['1000000', '200'],
  'kernel.keys.root_maxbytes': ['25000000', '20000'],
  'kernel.core_pattern': ['|/bin/false', 'core'],
  'kernel.modprobe': ['/sbin/modprobe', '/sbin/modprobe'],
  'vm.overcommit_memory': ['1', '0'],
  'vm.panic_on_oom': ['0', '0'],
  'vm.mmap_min_addr': ['65536', '4096'],
  'vm.unprivileged_userfaultfd': ['0', '1'],
  'dev.tty.ldisc_autoload': ['0', '1'],
  'dev.tty.legacy_tiocsti': ['0', '1'],
  'fs.protected_symlinks': ['1', '0'],
  'fs.protected_hardlinks': ['1', '0'],
  'fs.protected_fifos': ['2', '0'],
  'fs.protected_regular': ['2', '0'],
  'fs.suid_dumpable': ['0', '2'],
  'net.ipv4.ip_forward': ['1', '1'],
  'net.ipv4.conf.all.route_localnet': ['0', '0'],
  'net.ipv4.conf.all.rp_filter': ['2', '0'],
  'net.ipv4.conf.all.accept_redirects': ['0', '1'],
  'net.ipv4.conf.all.accept_source_route': ['0', '1'],
  'net.ipv4.conf.default.accept_redirects': ['0', '1'],
  'net.ipv4.conf.default.accept_source_route': ['0', '1'],
  'net.ipv6.conf.all.accept_redirects': ['0', '1'],
  'net.ipv6.conf.all.accept_source_route': ['0', '0'],
  'net.ipv6.conf.default.accept_redirects': ['0', '1'],
  'net.ipv6.conf.default.accept_source_route': ['0', '0'],
  'net.ipv4.conf.all.send_redirects': ['0', '1'],
  'net.ipv4.conf.default.send_redirects': ['0', '1'],
  'net.ipv4.tcp_syncookies': ['1', '1'],
  'kernel.modules_disabled': ['0', '0'],
  'kernel.sysrq': ['16', '1'],
  'kernel.warn_limit': ['100', '0'],
  'kernel.oops_limit': ['100', '10000'],
  'kernel.core_uses_pid': ['1', '0'],
  'user.max_user_namespaces': ['0', '127000'],
  'kernel.printk': ['3\t4\t1\t7', '7\t4\t1\t7'],
  'kernel.perf_cpu_time_max_percent': ['1', '25'],
  'kernel.perf_event_max_sample_rate': ['1', '100000'],
  'kernel.pid_max': ['4194304', '32768'],
  'kernel.seccomp.actions_avail': ['kill_process trap errno allow', 'kill_process trap errno allow'],
  'crypto.fips_enabled': ['0', '0'],
  'kernel.ctrl-alt-del': ['0', '0'],
  'fs.inotify.max_user_instances': ['8192', '128'],
  'fs.inotify.max_user_watches': ['1048576', '65536'],
  'vm.mmap_rnd_bits': ['32', '28'],
  'vm.mmap_rnd_compat_bits': ['16', '8'],
  'vm.memfd_noexec': ['1', '0'],
  'net.ipv4.conf.all.forwarding': ['1', '1'],
  'net.ipv6.conf.all.forwarding': ['1', '0'],
  'net.ipv6.conf.all.disable_ipv6': ['0', '0'],
  'net.bridge.bridge-nf-call-iptables': ['1', '1'],
  'net.bridge.bridge-nf-call-ip6tables': ['1', '1'],
  'net.ipv4.conf.default.rp_filter': ['2', '0'],
  'net.ipv4.conf.all.secure_redirects': ['0', '1'],
  'net.ipv4.conf.default.secure_redirects': ['0', '1'],
  'net.ipv4.conf.all.log_martians': ['1', '0'],
  'net.ipv4.conf.default.log_martians': ['1', '0'],
  'net.ipv6.conf.all.accept_ra': ['0', '1'],
  'net.ipv6.conf.default.accept_ra': ['0', '1'],
  'net.ipv4.icmp_echo_ignore_broadcasts': ['1', '1'],
  'net.ipv4.icmp_ignore_bogus_error_responses': ['1', '1'],
  'net.ipv4.icmp_ratelimit': ['100', '1000'],
  'net.ipv4.tcp_rfc1337': ['1', '0'],
  'net.ipv4.tcp_invalid_ratelimit': ['500', '500'],
  'net.ipv4.ip_unprivileged_port_start': ['1024', '1024'],
  'net.netfilter.nf_conntrack_max': ['262144', '65536'],
};

const AFFECTED = [
  'spectre_v1',
  'spectre_v2',
  'spec_store_bypass',
  'retbleed',
  'gather_data_sampling',
] as const;
const UNAFFECTED = [
  'ghostwrite', 'indirect_target_selection', 'itlb_multihit', 'l1tf', 'mds', 'meltdown', 'mmio_stale_data', 'old_microcode',
  'reg_file_data_sampling', 'spec_rstack_overflow', 'srbds', 'tsa', 'tsx_async_abort', 'vmscape',
] as const; // prettier-ignore
const VULNERABILITIES = '/sys/devices/system/cpu/vulnerabilities';

function cpu(random: Random, habits: Habits): Readonly<Record<string, Setting>> {
  const file = (name: string, text: string): readonly [string, string] => [
    `${VULNERABILITIES}/${name}`,
    text,
  ];
  return Object.fromEntries([
    ...UNAFFECTED.map((name) => file(name, 'Not affected')),
    ...AFFECTED.map((name) =>
      file(name, random.chance(habits.hardened) ? 'Mitigation: enabled' : 'Vulnerable'),
    ),
    ['cpu.vulnerabilities', [...AFFECTED, ...UNAFFECTED].sort().join(' ')],
    ['/sys/devices/system/cpu/smt/active', random.chance(habits.hardened) ? '0' : '1'],
    ['/sys/devices/system/cpu/smt/control', random.chance(habits.hardened) ? 'off' : 'on'],
    ['cpuinfo.vendor', 'GenuineIntel'],
    ['kernel.osrelease', RELEASE],
    ['kernel.arch', 'x86_64'],
  ]);
}

const notMounted: Setting = { unreadable: 'not-mounted', detail: '/sys/kernel/security is empty' };

/** What the collectors would say of a node that people of these habits look after. */
export function nodeSettings(random: Random, habits: Habits, name: string): NodeSettings {
  const hardened = random.chance(habits.hardened);
  const sysctl = Object.entries(SYSCTLS).map(
    ([key, [safe, usual]]) => [key, random.chance(habits.hardened) ? safe : usual] as const,
  );
  return {
    'host/identity': {
      hostname: name,
      'kernel.osrelease': RELEASE,
      'kernel.arch': 'x86_64',
      'os.id': 'debian',
      'os.version-id': '13',
      'os.name': 'Debian GNU/Linux 13 (trixie)',
      'kubernetes.pods-cgroup': '/sys/fs/cgroup/kubepods.slice',
    },
    'host/sysctl': {
      ...Object.fromEntries(sysctl),
      'kernel.osrelease': RELEASE,
      'kernel.arch': 'x86_64',
      'reader.net-namespace': 'node',
    },
    'host/cpu-vulnerabilities': cpu(random, habits),
    'host/lsm': {
      'lsm.active': hardened ? 'lockdown,capability,landlock,yama,apparmor,bpf' : 'capability',
      'lsm.lockdown': hardened ? 'none [integrity] confidentiality' : '[none] integrity confidentiality',
      'apparmor.enabled': hardened ? 'Y' : 'N',
      'apparmor.profiles.enforce': hardened ? '48' : '0',
      'apparmor.profiles.complain': '0',
      'apparmor.profile.cri-containerd.apparmor.d': hardened ? 'enforce' : notMounted,
      'selinux.enforce': { absent: 'no /sys/fs/selinux' },
      'selinux.config.SELINUX': { absent: 'no /etc/selinux/config' },
      'yama.ptrace_scope': hardened ? '1' : '0',
      'kernel.osrelease': RELEASE,
    },
    'host/boot': {
      'uefi.present': hardened ? 'yes' : { absent: 'no /sys/firmware/efi' },
      'uefi.secureboot': hardened ? '1' : { absent: 'no /sys/firmware/efi' },
      'uefi.setupmode': hardened ? '0' : { absent: 'no /sys/firmware/efi' },
      'kernel.tainted': '0',
      'kexec.loaded': '0',
      'module.sig_enforce': hardened ? 'Y' : 'N',
      'module.support': 'yes',
      'lsm.lockdown': hardened ? 'none [integrity] confidentiality' : '[none] integrity confidentiality',
      'kernel.osrelease': RELEASE,
    },
    'host/sysctl-declared': declaredSettings(Object.keys(SYSCTLS)),
    'host/cmdline': cmdlineSettings(random, habits, RELEASE),
    'host/kconfig': kconfigSettings(hardened, RELEASE),
    'host/modules': moduleSettings(random, habits),
  };
}
