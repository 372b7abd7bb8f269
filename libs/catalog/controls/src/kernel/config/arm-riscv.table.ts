import { on, type ConfigRow } from './config-row.js';

/** Arm and RISC-V. */
export const ARM_RISCV: readonly ConfigRow[] = [
  on('ARM64_BTI', 'medium', 'Landing pads offered to user programs.', 'KSPP;khc:defconfig', {
    since: [5, 8],
    architectures: ['arm64'],
  }),
  on('ARM64_BTI_KERNEL', 'medium', 'Kernel built with branch landing pads.', 'KSPP;khc:defconfig', {
    since: [5, 8],
    architectures: ['arm64'],
  }),
  on('ARM64_E0PD', 'low', 'Hardware bar on user probes of kernel range.', 'KSPP;khc:defconfig', {
    since: [5, 6],
    architectures: ['arm64'],
  }),
  on('ARM64_EPAN', 'low', 'Extends that rule to execute-only pages.', 'KSPP;khc:defconfig', {
    since: [5, 13],
    architectures: ['arm64'],
  }),
  on('ARM64_GCS', 'low', 'Shadow stack offered to user programs.', 'khc:defconfig', {
    since: [6, 13],
    architectures: ['arm64'],
  }),
  on('ARM64_MTE', 'low', 'Memory tagging offered to user programs.', 'KSPP;khc:defconfig', {
    since: [5, 10],
    architectures: ['arm64'],
  }),
  on('ARM64_PAN', 'high', 'Kernel cannot touch user pages by accident.', 'khc:defconfig', {
    since: [4, 3],
    architectures: ['arm64'],
  }),
  on('ARM64_PTR_AUTH', 'medium', 'Pointer signing offered to user programs.', 'KSPP;khc:defconfig', {
    since: [5, 0],
    architectures: ['arm64'],
  }),
  on('ARM64_PTR_AUTH_KERNEL', 'medium', 'Kernel signs its return addresses.', 'KSPP;khc:defconfig', {
    since: [5, 14],
    architectures: ['arm64'],
  }),
  on('ARM64_SW_TTBR0_PAN', 'medium', 'Software user access bar for older cores.', 'KSPP;ANSSI:R27', {
    since: [4, 10],
    architectures: ['arm64'],
  }),
  on('ARM_DEBUG_WX', 'low', 'Boot warning about writable code pages.', 'khc:kspp-consequence', {
    rule: 'any(ARM_DEBUG_WX=y; DEBUG_WX=y)',
    architectures: ['arm'],
  }),
  on('ARM_PAN', 'medium', 'Keeps kernel from touching user pages.', 'khc:defconfig', {
    since: [6, 10],
    architectures: ['arm'],
  }),
  on('ARM_SMMU', 'medium', 'Arm device isolation driver.', 'khc:defconfig;khc:a13xp0p0v', {
    since: [3, 11],
    architectures: ['arm', 'arm64'],
  }),
  on(
    'ARM_SMMU_DISABLE_BYPASS_BY_DEFAULT',
    'medium',
    'Unknown devices are blocked, not passed through.',
    'khc:defconfig;khc:a13xp0p0v',
    { since: [5, 1], architectures: ['arm', 'arm64'] },
  ),
  on('ARM_SMMU_V3', 'medium', 'Newer Arm device isolation driver.', 'khc:defconfig', {
    since: [4, 2],
    architectures: ['arm64'],
  }),
  on('CPU_SW_DOMAIN_PAN', 'medium', 'Software form of that rule.', 'KSPP;khc:defconfig', {
    since: [4, 3],
    architectures: ['arm'],
  }),
  on('DEBUG_ALIGN_RODATA', 'low', 'Aligns read-only sections to real page rights.', 'khc:defconfig', {
    since: [3, 19],
    architectures: ['arm'],
  }),
  on('ERRATA_THEAD_GHOSTWRITE', 'high', 'Blocks the GhostWrite vector flaw.', 'khc:defconfig', {
    rule: 'any(ERRATA_THEAD_GHOSTWRITE=y; RISCV_ISA_XTHEADVECTOR=is not set)',
    architectures: ['riscv64'],
  }),
  on('HARDEN_BRANCH_HISTORY', 'high', 'Arm 32-bit branch history defence.', 'khc:defconfig', {
    since: [5, 17],
    architectures: ['arm'],
  }),
  on('HARDEN_BRANCH_PREDICTOR', 'high', 'Arm branch predictor defence.', 'khc:defconfig', {
    rule: 'any(HARDEN_BRANCH_PREDICTOR=y; version>=5.10.0)',
    architectures: ['arm', 'arm64'],
    note: 'Implied on arm64 from 5.10',
  }),
  on('HARDEN_EL2_VECTORS', 'low', 'Hypervisor vector randomisation.', 'khc:defconfig', {
    rule: 'any(HARDEN_EL2_VECTORS=y; all(RANDOMIZE_BASE=y; version>=5.9.0))',
    architectures: ['arm64'],
    note: 'Implied from 5.9',
  }),
  on('KASAN_HW_TAGS', 'low', 'Hardware tagging of kernel heap.', 'KSPP', {
    since: [5, 11],
    architectures: ['arm64'],
  }),
  on('MITIGATE_SPECTRE_BRANCH_HISTORY', 'high', 'Arm branch history defence.', 'khc:defconfig', {
    since: [5, 17],
    architectures: ['arm64'],
  }),
  on('RANDOMIZE_MODULE_REGION_FULL', 'low', 'Wider random range for modules.', 'khc:defconfig', {
    since: [4, 6],
    architectures: ['arm64'],
  }),
  on('RODATA_FULL_DEFAULT_ENABLED', 'medium', 'Also protects linear map aliases of code.', 'khc:defconfig', {
    since: [5, 0],
    architectures: ['arm64'],
  }),
  on('SHADOW_CALL_STACK', 'medium', 'Return addresses kept on a second stack.', 'KSPP', {
    since: [5, 8],
    architectures: ['arm64'],
  }),
  on('STACKPROTECTOR_PER_TASK', 'medium', 'Own canary per task instead of one global.', 'khc:defconfig', {
    since: [5, 0],
    architectures: ['arm', 'arm64', 'riscv64'],
  }),
  on('STRICT_MEMORY_RWX', 'low', 'Old vendor name on Arm.', 'KSPP', { architectures: ['arm'] }),
  on('UNMAP_KERNEL_AT_EL0', 'high', 'Hides kernel mappings from user mode.', 'KSPP;khc:defconfig;ANSSI:R27', {
    since: [4, 16],
    architectures: ['arm64'],
  }),
  on('UNWIND_PATCH_PAC_INTO_SCS', 'low', 'Shadow stack only where signing is missing.', 'KSPP', {
    since: [6, 2],
    architectures: ['arm64'],
  }),
];
