import { off, on, type ConfigRow } from './config-row.js';

/** Intel and AMD. */
export const X86: readonly ConfigRow[] = [
  on('AMD_IOMMU', 'medium', 'Driver for AMD device isolation.', 'KSPP;khc:defconfig', {
    rule: 'all(AMD_IOMMU=y; IOMMU_SUPPORT=y)',
    architectures: ['x86_64'],
  }),
  on('AMD_IOMMU_V2', 'low', 'Shared virtual memory for AMD devices.', 'KSPP', {
    rule: 'any(AMD_IOMMU_V2=y; version>=6.7.0)',
    architectures: ['x86_64'],
    note: 'Removed in 6.7',
  }),
  off('CFI_AUTO_DEFAULT', 'low', 'Weaker FineIBT chosen automatically.', 'khc:kspp-consequence', {
    rule: 'all(CFI_AUTO_DEFAULT=is not set; CFI_AUTO_DEFAULT=is present)',
    architectures: ['x86_64'],
  }),
  on('HIGHMEM64G', 'low', 'Implies the same on 32-bit.', 'KSPP', {
    rule: 'any(HIGHMEM64G=y; all(HIGHMEM4G=y; version>=6.15.0))',
    architectures: ['i386'],
    note: 'Removed in 6.15',
  }),
  on('INTEL_IOMMU', 'medium', 'Driver for Intel device isolation.', 'KSPP;khc:defconfig', {
    rule: 'all(INTEL_IOMMU=y; IOMMU_SUPPORT=y)',
    architectures: ['i386', 'x86_64'],
  }),
  on('INTEL_IOMMU_DEFAULT_ON', 'medium', 'Intel device isolation on without a boot flag.', 'KSPP', {
    rule: 'all(INTEL_IOMMU_DEFAULT_ON=y; IOMMU_SUPPORT=y)',
    architectures: ['i386', 'x86_64'],
  }),
  on('INTEL_IOMMU_SVM', 'low', 'Shared virtual memory for Intel devices.', 'KSPP', {
    rule: 'all(INTEL_IOMMU_SVM=y; IOMMU_SUPPORT=y)',
    architectures: ['x86_64'],
  }),
  on('LEGACY_VSYSCALL_NONE', 'low', 'No fixed address call page.', 'KSPP;ANSSI:R15', {
    since: [4, 4],
    architectures: ['x86_64'],
  }),
  on('RANDOMIZE_MEMORY', 'medium', 'Random kernel memory region bases.', 'KSPP;khc:defconfig;ANSSI:R25', {
    since: [4, 8],
    architectures: ['x86_64'],
  }),
  on('X86_64', 'low', '64-bit brings no-execute.', 'KSPP', { since: [2, 6], architectures: ['x86_64'] }),
  on('X86_INTEL_TSX_MODE_OFF', 'medium', 'Transactional memory off by default.', 'khc:defconfig', {
    rule: 'any(X86_INTEL_TSX_MODE_OFF=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('X86_KERNEL_IBT', 'medium', 'Hardware checks on kernel indirect jumps.', 'KSPP;khc:defconfig', {
    since: [5, 18],
    architectures: ['x86_64'],
  }),
  on('X86_MCE', 'medium', 'Handles hardware memory errors.', 'khc:defconfig', {
    since: [2, 6],
    architectures: ['i386', 'x86_64'],
  }),
  on('X86_MCE_AMD', 'low', 'AMD part of machine check handling.', 'khc:defconfig', {
    rule: 'any(X86_MCE_AMD=y; CPU_SUP_AMD=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('X86_MCE_INTEL', 'low', 'Intel part of machine check handling.', 'khc:defconfig', {
    rule: 'any(X86_MCE_INTEL=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('X86_PAE', 'high', 'Needed for no-execute on 32-bit.', 'KSPP', {
    since: [2, 6],
    architectures: ['i386'],
  }),
  on('X86_SMAP', 'high', 'Kernel cannot touch user pages by accident.', 'khc:defconfig', {
    rule: 'any(X86_SMAP=y; version>=5.19.0)',
    architectures: ['i386', 'x86_64'],
    note: 'Always on from 5.19',
  }),
  on('X86_UMIP', 'low', 'Hides descriptor table addresses from user code.', 'khc:defconfig', {
    rule: 'any(X86_UMIP=y; X86_INTEL_UMIP=y)',
    architectures: ['i386', 'x86_64'],
  }),
  on('X86_USER_SHADOW_STACK', 'low', 'Shadow stacks offered to programs.', 'KSPP', {
    since: [6, 6],
    architectures: ['x86_64'],
  }),
];
