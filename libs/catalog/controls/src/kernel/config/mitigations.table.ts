import { on, type ConfigRow } from './config-row.js';

/** Defences against flaws of processors, as far as they are a choice of the build. */
export const MITIGATIONS: readonly ConfigRow[] = [
  on('CPU_MITIGATIONS', 'high', 'Master switch for CPU flaw mitigations.', 'khc:defconfig', {
    rule: 'any(CPU_MITIGATIONS=y; SPECULATION_MITIGATIONS=y)',
  }),
  on('MICROCODE', 'high', 'Kernel can load CPU microcode fixes early.', 'khc:defconfig', {
    since: [2, 6],
    architectures: ['i386', 'x86_64'],
    note: 'In VMs the hypervisor owns microcode',
  }),
  on('MICROCODE_AMD', 'medium', 'AMD microcode loading.', 'khc:defconfig', {
    rule: 'any(MICROCODE_AMD=y; CPU_SUP_AMD=is not set; all(MICROCODE=y; version>=6.6.0))',
    architectures: ['i386', 'x86_64'],
    note: 'Folded into MICROCODE at 6.6',
  }),
  on('MICROCODE_INTEL', 'medium', 'Intel microcode loading.', 'khc:defconfig', {
    rule: 'any(MICROCODE_INTEL=y; CPU_SUP_INTEL=is not set; all(MICROCODE=y; version>=6.6.0))',
    architectures: ['i386', 'x86_64'],
    note: 'Folded into MICROCODE at 6.6',
  }),
  on(
    'MITIGATION_CALL_DEPTH_TRACKING',
    'low',
    'Cheaper Skylake return speculation defence.',
    'khc:defconfig',
    { rule: 'any(MITIGATION_CALL_DEPTH_TRACKING=y; CPU_SUP_INTEL=is not set)', architectures: ['x86_64'] },
  ),
  on('MITIGATION_GDS', 'medium', 'Gather sampling defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_GDS=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_IBPB_ENTRY', 'medium', 'Predictor flush on kernel entry available.', 'khc:defconfig', {
    rule: 'any(MITIGATION_IBPB_ENTRY=y; CPU_SUP_AMD=is not set)',
    architectures: ['x86_64'],
  }),
  on(
    'MITIGATION_IBRS_ENTRY',
    'medium',
    'Restricted speculation on kernel entry available.',
    'khc:defconfig',
    { rule: 'any(MITIGATION_IBRS_ENTRY=y; CPU_SUP_INTEL=is not set)', architectures: ['x86_64'] },
  ),
  on('MITIGATION_ITS', 'medium', 'Intel indirect target defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_ITS=y; CPU_SUP_INTEL=is not set)',
    architectures: ['x86_64'],
  }),
  on('MITIGATION_L1TF', 'medium', 'L1 terminal fault defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_L1TF=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_MDS', 'medium', 'Buffer sampling defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_MDS=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_MMIO_STALE_DATA', 'medium', 'MMIO stale data defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_MMIO_STALE_DATA=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on(
    'MITIGATION_PAGE_TABLE_ISOLATION',
    'high',
    'Separates user and kernel page tables against Meltdown.',
    'KSPP;khc:defconfig',
    {
      rule: 'any(MITIGATION_PAGE_TABLE_ISOLATION=y; PAGE_TABLE_ISOLATION=y)',
      architectures: ['i386', 'x86_64'],
    },
  ),
  on('MITIGATION_RETBLEED', 'medium', 'Return speculation defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_RETBLEED=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_RETHUNK', 'medium', 'Return thunks that other mitigations build on.', 'khc:defconfig', {
    since: [6, 0],
    architectures: ['x86_64'],
  }),
  on('MITIGATION_RETPOLINE', 'high', 'Safe indirect branches against target injection.', 'khc:defconfig', {
    rule: 'any(MITIGATION_RETPOLINE=y; RETPOLINE=y)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_RFDS', 'medium', 'Register file sampling defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_RFDS=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_SLS', 'low', 'Stops straight-line speculation after returns.', 'KSPP', {
    rule: 'any(MITIGATION_SLS=y; SLS=y)',
    architectures: ['x86_64'],
  }),
  on('MITIGATION_SPECTRE_BHI', 'medium', 'Branch history injection defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_SPECTRE_BHI=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_SPECTRE_V1', 'high', 'Bounds speculation barriers compiled in.', 'khc:defconfig', {
    since: [6, 12],
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_SPECTRE_V2', 'high', 'Branch target injection defences compiled in.', 'khc:defconfig', {
    since: [6, 12],
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_SRBDS', 'medium', 'Random number sampling defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_SRBDS=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_SRSO', 'medium', 'AMD return stack defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_SRSO=y; CPU_SRSO=y; CPU_SUP_AMD=is not set)',
    architectures: ['x86_64'],
  }),
  on('MITIGATION_SSB', 'medium', 'Store bypass control compiled in.', 'khc:defconfig', {
    since: [6, 12],
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_TAA', 'medium', 'TSX abort defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_TAA=y; CPU_SUP_INTEL=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_TSA', 'medium', 'AMD transient scheduler defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_TSA=y; CPU_SUP_AMD=is not set)',
    architectures: ['i386', 'x86_64'],
  }),
  on('MITIGATION_UNRET_ENTRY', 'medium', 'AMD return speculation defence on entry.', 'khc:defconfig', {
    rule: 'any(MITIGATION_UNRET_ENTRY=y; CPU_SUP_AMD=is not set)',
    architectures: ['x86_64'],
  }),
  on('MITIGATION_VMSCAPE', 'medium', 'Guest-to-host branch leak defence compiled in.', 'khc:defconfig', {
    rule: 'any(MITIGATION_VMSCAPE=y; KVM=is not set)',
    architectures: ['i386', 'x86_64'],
    note: 'Matters for Kata and KubeVirt nodes',
  }),
  on('RESET_ATTACK_MITIGATION', 'low', 'Firmware wipes memory after unclean reset.', 'KSPP', {
    rule: 'any(RESET_ATTACK_MITIGATION=y; EFI=is not set)',
  }),
];
