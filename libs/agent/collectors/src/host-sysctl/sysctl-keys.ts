/** Why a key is read, for the page of what an agent looks at. */
const REASONS = {
  exposure: 'what a local attacker may see or use of the kernel',
  resilience: 'what the kernel does after a fault, as the kubelet expects it',
  helper: 'a program that the kernel starts as root',
  files: 'protection of shared folders and of dumps',
  network: 'how the node treats foreign packets',
  context: 'needed to understand the other keys',
} as const;

const KEYS: Readonly<Record<keyof typeof REASONS, readonly string[]>> = {
  exposure: [
    'kernel.kptr_restrict',
    'kernel.dmesg_restrict',
    'kernel.perf_event_paranoid',
    'kernel.kexec_load_disabled',
    'kernel.randomize_va_space',
    'kernel.yama.ptrace_scope',
    'kernel.unprivileged_bpf_disabled',
    'kernel.io_uring_disabled',
    'kernel.tainted',
    'kernel.unprivileged_userns_clone',
    'vm.mmap_min_addr',
    'vm.unprivileged_userfaultfd',
    'dev.tty.ldisc_autoload',
    'dev.tty.legacy_tiocsti',
  ],
  resilience: [
    'kernel.panic_on_oops',
    'kernel.panic',
    'kernel.keys.root_maxkeys',
    'kernel.keys.root_maxbytes',
    'vm.overcommit_memory',
    'vm.panic_on_oom',
  ],
  helper: ['kernel.core_pattern', 'kernel.modprobe'],
  files: [
    'fs.protected_symlinks',
    'fs.protected_hardlinks',
    'fs.protected_fifos',
    'fs.protected_regular',
    'fs.suid_dumpable',
  ],
  network: [
    'net.ipv4.ip_forward',
    'net.ipv4.conf.all.route_localnet',
    'net.ipv4.conf.all.rp_filter',
    'net.ipv4.conf.all.accept_redirects',
    'net.ipv4.conf.all.accept_source_route',
    'net.ipv4.conf.default.accept_redirects',
    'net.ipv4.conf.default.accept_source_route',
    'net.ipv6.conf.all.accept_redirects',
    'net.ipv6.conf.all.accept_source_route',
    'net.ipv6.conf.default.accept_redirects',
    'net.ipv6.conf.default.accept_source_route',
    'net.ipv4.conf.all.send_redirects',
    'net.ipv4.conf.default.send_redirects',
    'net.ipv4.tcp_syncookies',
  ],
  context: ['kernel.osrelease', 'kernel.arch', 'kernel.core_uses_pid'],
};

const isReason = (name: string): name is keyof typeof REASONS => Object.hasOwn(REASONS, name);

interface SysctlKey {
  /** The dotted name, as sysctl(8) takes it. */
  readonly key: string;
  readonly path: string;
  readonly why: string;
}

/** None of the names has a dot inside a part, so dots are slashes. */
export const sysctlPath = (key: string): string => `/proc/sys/${key.replaceAll('.', '/')}`;

export const SYSCTL_KEYS: readonly SysctlKey[] = Object.keys(KEYS)
  .filter(isReason)
  .flatMap((reason) => KEYS[reason].map((key) => ({ key, path: sysctlPath(key), why: REASONS[reason] })));
