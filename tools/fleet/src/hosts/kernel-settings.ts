import { KNOWN_MODULES } from '@plimsoll/collectors';
import type { Setting } from '@plimsoll/model';
import type { Habits } from '../objects/habits.js';
import type { Random } from '../random.js';

type Settings = Readonly<Record<string, Setting>>;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What every distribution builds in. */
const COMMON = words(`
  AMD_IOMMU BPF_SYSCALL BUG CC_IS_GCC COMPAT CPU_MITIGATIONS CPU_SUP_AMD CPU_SUP_INTEL DEBUG_FS DEBUG_WX DEVMEM EFI
  FORTIFY_SOURCE FTRACE HARDENED_USERCOPY IA32_EMULATION INET_DIAG INTEL_IOMMU IOMMU_SUPPORT IO_URING KALLSYMS KEXEC KFENCE
  KPROBES KVM MICROCODE MITIGATION_PAGE_TABLE_ISOLATION MITIGATION_RETHUNK MITIGATION_RETPOLINE MITIGATION_SPECTRE_V1
  MITIGATION_SPECTRE_V2 MITIGATION_SSB MODULES MODULE_SIG RANDOMIZE_BASE RANDOMIZE_MEMORY SECCOMP SECCOMP_FILTER SECURITY
  SECURITY_APPARMOR SECURITY_YAMA SLAB_FREELIST_RANDOM STACKPROTECTOR STACKPROTECTOR_STRONG STRICT_DEVMEM
  STRICT_KERNEL_RWX STRICT_MODULE_RWX SYN_COOKIES THREAD_INFO_IN_TASK USER_NS VMAP_STACK X86_64 X86_MCE X86_MCE_AMD
  X86_MCE_INTEL X86_UMIP`);
/** What only those build in who care. */
const HARDENED = words(`
  BPF_UNPRIV_DEFAULT_OFF BUG_ON_DATA_CORRUPTION DEBUG_LIST HARDENED_USERCOPY_DEFAULT_ON INIT_ON_ALLOC_DEFAULT_ON
  INIT_STACK_ALL_ZERO INTEL_IOMMU_DEFAULT_ON IOMMU_DEFAULT_DMA_STRICT IO_STRICT_DEVMEM LIST_HARDENED MODULE_SIG_ALL
  MODULE_SIG_FORCE MODULE_SIG_SHA512 PANIC_ON_OOPS RANDOMIZE_KSTACK_OFFSET_DEFAULT RANDOM_KMALLOC_CACHES
  SCHED_STACK_END_CHECK SECURITY_DMESG_RESTRICT SECURITY_LANDLOCK SECURITY_LOCKDOWN_LSM SECURITY_LOCKDOWN_LSM_EARLY
  SHUFFLE_PAGE_ALLOCATOR SLAB_FREELIST_HARDENED X86_KERNEL_IBT ZERO_CALL_USED_REGS`);
const VALUES: Settings = {
  CONFIG_ARCH_MMAP_RND_BITS_MAX: '32',
  CONFIG_ARCH_MMAP_RND_COMPAT_BITS_MAX: '16',
  CONFIG_DEFAULT_MMAP_MIN_ADDR: '65536',
};

/** One of two configurations, so that they travel once a fleet. */
export function kconfigSettings(hardened: boolean, release: string): Settings {
  const names = hardened ? [...COMMON, ...HARDENED] : COMMON;
  const lsm = hardened ? '"landlock,lockdown,yama,integrity,apparmor,bpf"' : '"yama,apparmor"';
  const options: Settings = {
    ...VALUES,
    CONFIG_LSM: lsm,
    ...Object.fromEntries(names.map((name) => [`CONFIG_${name}`, 'y'])),
  };
  return {
    ...options,
    'config.options': `${Object.keys(options).length}`,
    'config.origin': `/boot/config-${release}`,
    'config.version': release.split('-')[0] ?? release,
    'config.architecture': 'x86_64',
    'kernel.osrelease': release,
  };
}

/** Parameters that the careful add. */
const ADDED: Settings = {
  init_on_alloc: '1',
  slab_nomerge: '',
  'page_alloc.shuffle': '1',
  randomize_kstack_offset: 'on',
  lockdown: 'integrity',
  audit: '1',
  audit_backlog_limit: '8192',
  vsyscall: 'none',
};

export function cmdlineSettings(random: Random, habits: Habits, release: string): Settings {
  const added = Object.entries(ADDED).filter(() => random.chance(habits.hardened));
  const parameters = Object.fromEntries(
    [['quiet', ''], ['ro', ''], ['root', '[redacted]'], ...added].map(([name, value]) => [
      `boot:${String(name)}`,
      value ?? '',
    ]),
  );
  return {
    ...parameters,
    'cmdline.parameters': `${Object.keys(parameters).length}`,
    'kernel.osrelease': release,
    'kernel.arch': 'x86_64',
  };
}

const NO_RULE = { absent: 'no file of modprobe.d keeps it from being loaded' };

export function moduleSettings(random: Random, habits: Habits): Settings {
  const settings: Record<string, Setting> = {};
  for (const name of KNOWN_MODULES) {
    settings[`${name}.loaded`] = name === 'overlay' ? 'yes' : 'no';
    settings[`${name}.built`] = 'module';
    settings[`${name}.rule`] = random.chance(habits.hardened) ? `install ${name} /bin/false` : NO_RULE;
  }
  return settings;
}

/** Nobody declares anything: whatever is in force was set otherwise. */
export const declaredSettings = (keys: readonly string[]): Settings => ({
  ...Object.fromEntries(keys.map((key) => [key, { absent: 'no file of sysctl.d declares it' }])),
  'declared.keys': `${keys.length}`,
});
