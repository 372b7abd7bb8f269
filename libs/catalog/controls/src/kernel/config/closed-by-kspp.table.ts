import { off, type ConfigRow } from './config-row.js';

/** What the Kernel Self Protection Project leaves out of a kernel. */
export const CLOSED_BY_KSPP: readonly ConfigRow[] = [
  off('ACPI_CUSTOM_METHOD', 'high', 'Custom ACPI code writes physical memory.', 'KSPP;ANSSI:R15', {
    note: 'Removed in 6.9',
  }),
  off('BINFMT_MISC', 'low', 'Lets root register odd binary formats.', 'KSPP;ANSSI:R23', {
    note: 'Multi-arch build nodes need it; systemd mounts it',
  }),
  off('COMPAT', 'medium', '32-bit system calls double the surface.', 'KSPP', {
    note: 'Rare 32-bit images break',
  }),
  off('COMPAT_BRK', 'low', 'Disables heap randomisation for old programs.', 'KSPP;ANSSI:R17'),
  off('COMPAT_VDSO', 'low', 'Fixed vDSO address defeats randomisation.', 'KSPP;ANSSI:R15', {
    architectures: ['i386', 'x86_64'],
  }),
  off('DEVKMEM', 'high', 'Kernel memory device.', 'KSPP;ANSSI:R15', { note: 'Removed in 5.13' }),
  off('DEVMEM', 'medium', 'Raw physical memory device.', 'KSPP', { note: 'Some DMI and crash tools use it' }),
  off('HIBERNATION', 'low', 'Resume image can replace the kernel.', 'KSPP;ANSSI:R23', {
    note: 'Servers never use it',
  }),
  off('HIGHMEM4G', 'low', 'Excludes the variant without no-execute.', 'KSPP', { architectures: ['i386'] }),
  off('IA32_EMULATION', 'medium', '32-bit x86 system calls double the surface.', 'KSPP;ANSSI:R25', {
    note: 'Rare 32-bit images break; ia32_emulation=0 from 6.7',
  }),
  off('INET_DIAG', 'low', 'Socket inspection once helped heap attacks.', 'KSPP', {
    note: 'ss and many agents need it',
  }),
  off(
    'IOMMU_DEFAULT_PASSTHROUGH',
    'high',
    'Passthrough lets devices read all memory.',
    'KSPP;khc:defconfig',
    { note: 'Some GPU or DPDK nodes choose passthrough on purpose' },
  ),
  off('KEXEC', 'medium', 'Can replace the running kernel.', 'KSPP;ANSSI:R23', {
    note: 'kdump needs it; prefer kexec_load_disabled',
  }),
  off('LEGACY_PTYS', 'low', 'Old terminals reachable by anyone.', 'KSPP;ANSSI:R23'),
  off('LEGACY_TIOCSTI', 'medium', 'Keystroke injection into terminals.', 'KSPP'),
  off('M486', 'low', '486 build lacks protections.', 'KSPP'),
  off('MODIFY_LDT_SYSCALL', 'low', '16-bit segment tricks.', 'KSPP;ANSSI:R25'),
  off('MODULES', 'low', 'No loadable code at all.', 'KSPP', {
    note: 'Impossible on ordinary Kubernetes nodes',
    exceptKubernetes: 'its network, storage and devices come as modules',
  }),
  off('MODULE_FORCE_LOAD', 'medium', 'Allows mismatched modules.', 'KSPP'),
  off('OABI_COMPAT', 'low', 'Old Arm ABI.', 'KSPP'),
  off('PROC_KCORE', 'low', 'Exposes kernel memory image to root.', 'KSPP;ANSSI:R15'),
  off('SECURITY_SELINUX_BOOTPARAM', 'low', 'Boot flag could switch SELinux off.', 'KSPP', {
    note: 'All SELinux distros keep it',
  }),
  off('SECURITY_SELINUX_DEBUG', 'low', 'Debug output of policy code.', 'KSPP'),
  off('SECURITY_SELINUX_DEVELOP', 'low', 'Permissive mode available.', 'KSPP', {
    note: 'All SELinux distros keep it',
  }),
  off('SECURITY_SELINUX_DISABLE', 'medium', 'Runtime disable keeps hooks writable.', 'KSPP', {
    note: 'Removed in 6.4',
  }),
  off('SECURITY_WRITABLE_HOOKS', 'medium', 'Hook tables must be read-only.', 'KSPP;ANSSI:R20', {
    note: 'Removed in 6.4',
  }),
  off('SLAB_MERGE_DEFAULT', 'low', 'Merged caches make heap grooming easier.', 'KSPP;ANSSI:R17', {
    note: 'More memory on dense nodes',
  }),
  off('STACKLEAK_METRICS', 'low', 'Metrics expose stack use.', 'KSPP'),
  off('STACKLEAK_RUNTIME_DISABLE', 'low', 'Wiping must not be switchable off.', 'KSPP'),
  off('UBSAN_ALIGNMENT', 'low', 'Unwanted noisy check.', 'KSPP'),
  off('UBSAN_BOOL', 'low', 'Unwanted noisy check.', 'KSPP'),
  off('UBSAN_DIV_ZERO', 'low', 'Unwanted noisy check.', 'KSPP'),
  off('UBSAN_ENUM', 'low', 'Unwanted noisy check.', 'KSPP'),
  off('UBSAN_SHIFT', 'low', 'Unwanted noisy check.', 'KSPP'),
  off('UBSAN_SIGNED_WRAP', 'low', 'Unwanted noisy check.', 'KSPP'),
  off('UBSAN_UNREACHABLE', 'low', 'Unwanted noisy check.', 'KSPP'),
  off('X86_MSR', 'medium', 'Root can write CPU registers.', 'KSPP', {
    note: 'node-exporter/turbostat style agents use it',
  }),
  off('X86_X32', 'low', 'Unused third ABI.', 'KSPP', { note: 'Renamed X86_X32_ABI in 5.18' }),
  off('X86_X32_ABI', 'low', 'Unused third ABI.', 'KSPP'),
];
