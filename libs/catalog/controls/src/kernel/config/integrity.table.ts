import { configRow, off, on, type ConfigRow } from './config-row.js';

/** Who may change the kernel, and what it does when something is wrong. */
export const INTEGRITY: readonly ConfigRow[] = [
  on('BPF_UNPRIV_DEFAULT_OFF', 'high', 'Unprivileged BPF off by default.', 'khc:defconfig', {
    rule: 'any(BPF_UNPRIV_DEFAULT_OFF=y; BPF_SYSCALL=is not set)',
  }),
  on('BUG', 'medium', 'Lets the kernel stop a task on detected corruption.', 'KSPP;khc:defconfig;ANSSI:R19', {
    since: [2, 6],
  }),
  on(
    'BUG_ON_DATA_CORRUPTION',
    'medium',
    'Stops instead of warning on corrupted structures.',
    'KSPP;ANSSI:R16',
    { since: [4, 10] },
  ),
  on('DEBUG_CREDENTIALS', 'low', 'Checks credential structures.', 'KSPP;ANSSI:R16', {
    rule: 'any(DEBUG_CREDENTIALS=y; version>=6.6.8)',
    note: 'Dropped in 6.6.8',
  }),
  on('DEBUG_KERNEL', 'low', 'Gate for old read-only data option.', 'KSPP', {
    until: [4, 10],
    note: 'Only before 4.11',
  }),
  on('DEBUG_LIST', 'low', 'List corruption checks with reports.', 'KSPP;ANSSI:R16', {
    since: [2, 6],
    note: 'LIST_HARDENED is the cheap form',
  }),
  on('DEBUG_NOTIFIERS', 'low', 'Checks notifier chains.', 'KSPP;ANSSI:R16', {
    rule: 'any(DEBUG_NOTIFIERS=y; all(CFI_CLANG=y; CFI_PERMISSIVE=is not set; CC_IS_CLANG=y))',
  }),
  on('DEBUG_RODATA', 'low', 'Old name of strict kernel memory rights.', 'KSPP', {
    until: [4, 10],
    note: 'Replaced by STRICT_KERNEL_RWX',
  }),
  on('DEBUG_SET_MODULE_RONX', 'low', 'Old name of strict module rights.', 'KSPP', {
    until: [4, 10],
    note: 'Replaced by STRICT_MODULE_RWX',
  }),
  on('DEBUG_SG', 'low', 'Checks scatter lists.', 'KSPP;ANSSI:R16', { since: [2, 6], note: 'Debug cost' }),
  on('DEBUG_VIRTUAL', 'low', 'Checks address conversions.', 'KSPP', { since: [2, 6], note: 'Debug cost' }),
  on(
    'DEBUG_WX',
    'low',
    'Warns at boot about writable and executable pages.',
    'KSPP;khc:defconfig;ANSSI:R15',
    { since: [4, 4], architectures: ['arm64', 'i386', 'riscv64', 'x86_64'] },
  ),
  configRow('DEFAULT_MMAP_MIN_ADDR', '65536', 'medium', 'Default floor for low mappings.', 'KSPP;ANSSI:R25', {
    since: [2, 6],
    architectures: ['i386', 'riscv64', 'x86_64'],
    note: 'On 32-bit Arm the value is 32768',
  }),
  configRow('DEFAULT_MMAP_MIN_ADDR', '65536', 'medium', 'Default floor for low mappings.', 'KSPP;ANSSI:R25', {
    rule: 'all(DEFAULT_MMAP_MIN_ADDR=65536; COMPAT=is not set)',
    architectures: ['arm64'],
  }),
  configRow('DEFAULT_MMAP_MIN_ADDR', '32768', 'medium', 'Default floor for low mappings.', 'KSPP;ANSSI:R25', {
    since: [2, 6],
    architectures: ['arm'],
  }),
  on('EFI_DISABLE_PCI_DMA', 'low', 'Blocks device memory access before the IOMMU starts.', 'KSPP', {
    rule: 'any(EFI_DISABLE_PCI_DMA=y; EFI=is not set)',
    note: 'May break some firmware',
  }),
  on('GCC_PLUGINS', 'low', 'Base for the plugin protections.', 'KSPP', { since: [4, 8] }),
  on('HW_RANDOM_TPM', 'low', 'TPM feeds the random pool.', 'KSPP;khc:defconfig', { since: [4, 5] }),
  on(
    'IOMMU_DEFAULT_DMA_STRICT',
    'medium',
    'Immediate unmap leaves devices no stale window.',
    'KSPP;khc:defconfig',
    { since: [5, 15], note: 'Costs network throughput' },
  ),
  on('IOMMU_SUPPORT', 'medium', 'Needed to fence off device memory access.', 'KSPP;khc:defconfig', {
    since: [2, 6],
  }),
  on('IO_STRICT_DEVMEM', 'medium', 'Also bars ranges claimed by drivers.', 'KSPP', {
    rule: 'any(IO_STRICT_DEVMEM=y; DEVMEM=is not set)',
  }),
  off('LDISC_AUTOLOAD', 'medium', 'Terminal disciplines autoload buggy code.', 'KSPP', {
    rule: 'all(LDISC_AUTOLOAD=is not set; LDISC_AUTOLOAD=is present)',
  }),
  on('LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY', 'low', 'Strongest lockdown forced.', 'KSPP', {
    since: [5, 4],
    note: 'Breaks eBPF CNIs and agents; integrity is the Kubernetes choice',
    exceptKubernetes:
      'network plugins and agents that use eBPF read kernel memory, which confidentiality forbids; integrity does not',
  }),
  configRow('LSM', '*landlock*', 'low', 'Landlock must be in the boot list.', 'KSPP', {
    slug: 'lsm-landlock',
  }),
  configRow('LSM', '*lockdown*', 'medium', 'Lockdown must be in the boot list.', 'KSPP', {
    slug: 'lsm-lockdown',
  }),
  configRow('LSM', '*selinux*', 'high', 'One mandatory access module must be listed.', 'KSPP;khc:a13xp0p0v', {
    rule: 'any(LSM=*selinux*; LSM=*apparmor*; LSM=*smack*; LSM=*tomoyo*)',
    note: 'selinux, apparmor, smack or tomoyo',
    slug: 'lsm-mandatory-access',
  }),
  configRow('LSM', '*yama*', 'medium', 'Yama must be in the boot list.', 'KSPP', { slug: 'lsm-yama' }),
  configRow(
    'LSM_MMAP_MIN_ADDR',
    '65536',
    'medium',
    'Security module floor for low memory mappings.',
    'khc:defconfig;khc:a13xp0p0v',
    { since: [2, 6], architectures: ['i386', 'riscv64', 'x86_64'], note: 'On 32-bit Arm the value is 32768' },
  ),
  configRow(
    'LSM_MMAP_MIN_ADDR',
    '65536',
    'medium',
    'Security module floor for low memory mappings.',
    'khc:defconfig;khc:a13xp0p0v',
    { rule: 'all(LSM_MMAP_MIN_ADDR=65536; COMPAT=is not set)', architectures: ['arm64'] },
  ),
  configRow(
    'LSM_MMAP_MIN_ADDR',
    '32768',
    'medium',
    'Security module floor for low memory mappings.',
    'khc:a13xp0p0v',
    { since: [2, 6], architectures: ['arm'] },
  ),
  off('MAGIC_SYSRQ', 'low', 'Console key commands.', 'khc:clipos', {
    rule: 'any(MAGIC_SYSRQ=is not set; MAGIC_SYSRQ_DEFAULT_ENABLE=0x0)',
    note: 'Mask by sysctl instead',
  }),
  configRow(
    'MAGIC_SYSRQ_DEFAULT_ENABLE',
    '176',
    'low',
    'Default key command mask sync, remount, reboot.',
    'KSPP',
    { since: [3, 11] },
  ),
  off('MAGIC_SYSRQ_SERIAL', 'low', 'Those commands over serial lines.', 'khc:grapheneos', {
    rule: 'any(MAGIC_SYSRQ_SERIAL=is not set; MAGIC_SYSRQ_DEFAULT_ENABLE=0x0)',
    note: 'Cloud consoles are serial',
  }),
  on('MODULE_SIG', 'high', 'Module signatures can be checked.', 'KSPP;ANSSI:R18', {
    rule: 'any(MODULE_SIG=y; MODULES=is not set)',
  }),
  on('MODULE_SIG_ALL', 'low', 'All modules signed at build.', 'KSPP;ANSSI:R18', {
    rule: 'any(MODULE_SIG_ALL=y; MODULES=is not set)',
  }),
  on('MODULE_SIG_FORCE', 'medium', 'Unsigned modules refused.', 'KSPP;ANSSI:R18', {
    rule: 'any(MODULE_SIG_FORCE=y; MODULES=is not set)',
    note: 'Breaks out-of-tree GPU or storage drivers unless signed; lockdown gives the same',
  }),
  configRow('MODULE_SIG_HASH', '"sha512"', 'low', 'Digest used for signatures.', 'KSPP;ANSSI:R18', {
    since: [3, 7],
  }),
  configRow('MODULE_SIG_KEY', '"certs/signing_key.pem"', 'low', 'Per-build signing key.', 'KSPP;ANSSI:R18', {
    since: [4, 3],
  }),
  on('MODULE_SIG_SHA512', 'low', 'Strong digest for module signatures.', 'KSPP;ANSSI:R18', {
    rule: 'any(MODULE_SIG_SHA512=y; MODULE_SIG_SHA3_512=y; MODULES=is not set)',
  }),
  on('PANIC_ON_OOPS', 'low', 'Panic on any oops from boot.', 'KSPP;ANSSI:R19', {
    since: [3, 5],
    note: 'Kubelet sets the sysctl anyway',
  }),
  configRow('PANIC_TIMEOUT', '-1', 'low', 'Immediate reboot after panic.', 'KSPP;ANSSI:R19', {
    since: [3, 12],
    note: 'Kubelet wants kernel.panic=10',
    exceptKubernetes: 'the kubelet sets kernel.panic to 10',
  }),
  on('PROC_MEM_NO_FORCE', 'medium', 'No forced writes to read-only process memory.', 'khc:kspp-consequence', {
    since: [6, 12],
    note: 'Debuggers may break',
  }),
  on('RANDOM_TRUST_BOOTLOADER', 'low', 'Use seed from the bootloader.', 'KSPP', { since: [5, 4] }),
  on('RANDOM_TRUST_CPU', 'low', 'Use CPU random source for seeding.', 'KSPP', { since: [4, 19] }),
  on('SCHED_CORE', 'low', 'Lets trusted groups share cores safely.', 'KSPP', {
    since: [5, 14],
    architectures: ['arm', 'arm64', 'i386', 'x86_64'],
    note: 'Useful for sandboxed runtimes',
  }),
  on('SECCOMP', 'high', 'System call filter base.', 'KSPP;khc:defconfig;ANSSI:R20', { since: [2, 6] }),
  on('SECCOMP_FILTER', 'high', 'Needed by every container default profile.', 'KSPP;khc:defconfig;ANSSI:R20', {
    since: [3, 5],
  }),
  on('SECURITY', 'high', 'Security module framework.', 'KSPP;khc:defconfig;ANSSI:R20', { since: [2, 6] }),
  on('SECURITY_DMESG_RESTRICT', 'medium', 'Kernel log restricted from boot.', 'KSPP;ANSSI:R15', {
    since: [2, 6],
  }),
  on('SECURITY_LANDLOCK', 'low', 'Lets programs sandbox themselves.', 'KSPP', { since: [5, 13] }),
  on('SECURITY_LOCKDOWN_LSM', 'medium', 'Makes kernel lockdown available.', 'KSPP', { since: [5, 4] }),
  on('SECURITY_LOCKDOWN_LSM_EARLY', 'low', 'Lockdown active from earliest boot.', 'KSPP', { since: [5, 4] }),
  on('SECURITY_SELINUX', 'high', 'A mandatory access module must exist.', 'khc:a13xp0p0v', {
    rule: 'any(SECURITY_SELINUX=y; SECURITY_APPARMOR=y; SECURITY_SMACK=y; SECURITY_TOMOYO=y)',
    note: 'Or AppArmor, Smack, Tomoyo',
  }),
  on('SECURITY_YAMA', 'medium', 'Offers the ptrace scope limit.', 'KSPP;ANSSI:R20', { since: [3, 4] }),
  on(
    'SLUB_DEBUG',
    'low',
    'Allows heap sanity checks to be switched on at boot.',
    'KSPP;khc:defconfig;ANSSI:R17',
    { since: [2, 6] },
  ),
  on('STATIC_USERMODEHELPER', 'low', 'Forces one fixed helper binary.', 'KSPP', {
    since: [4, 11],
    note: 'Breaks ordinary distros',
  }),
  on('STRICT_DEVMEM', 'high', 'Raw memory device limited to device ranges.', 'KSPP;khc:defconfig', {
    rule: 'any(STRICT_DEVMEM=y; DEVMEM=is not set)',
  }),
  on('STRICT_MODULE_RWX', 'high', 'Same memory rules for loadable modules.', 'KSPP;khc:defconfig;ANSSI:R18', {
    rule: 'any(STRICT_MODULE_RWX=y; DEBUG_SET_MODULE_RONX=y; MODULES=is not set)',
  }),
  on('SYN_COOKIES', 'medium', 'Survives SYN floods.', 'KSPP;khc:defconfig;ANSSI:R22', { since: [2, 1] }),
  on('TRIM_UNUSED_KSYMS', 'low', 'Fewer exported symbols for rogue modules.', 'khc:a13xp0p0v', {
    rule: 'any(TRIM_UNUSED_KSYMS=y; MODULES=is not set)',
    note: 'Breaks out-of-tree modules',
  }),
  on('WERROR', 'low', 'Compiler warnings break the build.', 'KSPP;khc:defconfig', {
    since: [5, 15],
    note: 'Build hygiene, not runtime posture',
  }),
  off('X86_VSYSCALL_EMULATION', 'low', 'Fixed address page helps code reuse.', 'KSPP;ANSSI:R15', {
    rule: 'any(X86_VSYSCALL_EMULATION=is not set; LEGACY_VSYSCALL_NONE=y)',
    note: 'Very old glibc images need it',
  }),
];
