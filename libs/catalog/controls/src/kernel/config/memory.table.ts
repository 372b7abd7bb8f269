import { configRow, off, on, type ConfigRow } from './config-row.js';

/** How the kernel protects its own memory. */
export const MEMORY: readonly ConfigRow[] = [
  configRow('ARCH_MMAP_RND_BITS', 'MAX', 'low', 'Maximum mapping randomness.', 'khc:a13xp0p0v', {
    since: [4, 5],
  }),
  configRow('ARCH_MMAP_RND_COMPAT_BITS', 'MAX', 'low', 'Same for 32-bit.', 'khc:a13xp0p0v', {
    rule: 'any(ARCH_MMAP_RND_COMPAT_BITS=MAX; COMPAT=is not set)',
  }),
  on('CFI_CLANG', 'medium', 'Checks kernel indirect calls.', 'KSPP', {
    rule: 'all(CFI_CLANG=y; CC_IS_CLANG=y)',
    architectures: ['arm64', 'x86_64'],
    note: 'clang builds only; renamed CFI in 6.18',
  }),
  off('CFI_PERMISSIVE', 'medium', 'Permissive mode only logs violations.', 'KSPP', {
    rule: 'all(CFI_PERMISSIVE=is not set; CFI_CLANG=y; CC_IS_CLANG=y)',
    architectures: ['arm64', 'x86_64'],
  }),
  on('FORTIFY_SOURCE', 'high', 'Checks sizes in string and memory copies.', 'KSPP;ANSSI:R15', {
    since: [4, 13],
  }),
  on('GCC_PLUGIN_LATENT_ENTROPY', 'low', 'Extra boot entropy from code flow.', 'KSPP;ANSSI:R21', {
    rule: 'all(GCC_PLUGIN_LATENT_ENTROPY=y; CC_IS_GCC=y)',
  }),
  on('GCC_PLUGIN_STACKLEAK', 'low', 'Wipes kernel stack before returning to user.', 'KSPP;ANSSI:R21', {
    since: [4, 20],
    until: [6, 16],
    note: 'KSTACK_ERASE from 6.17',
  }),
  on('GCC_PLUGIN_STRUCTLEAK', 'low', 'Zeroes risky structures with old compilers.', 'KSPP;ANSSI:R21', {
    since: [4, 11],
    note: 'INIT_STACK_ALL_ZERO supersedes',
  }),
  on('GCC_PLUGIN_STRUCTLEAK_BYREF_ALL', 'low', 'Broadest form of that zeroing.', 'KSPP;ANSSI:R21', {
    since: [5, 2],
  }),
  on('HARDENED_USERCOPY', 'high', 'Bounds checks on copies to and from users.', 'KSPP;ANSSI:R15', {
    since: [4, 8],
  }),
  on(
    'HARDENED_USERCOPY_DEFAULT_ON',
    'medium',
    'Those checks on without a boot flag.',
    'khc:kspp-consequence',
    { rule: 'all(HARDENED_USERCOPY_DEFAULT_ON=y; HARDENED_USERCOPY=y)' },
  ),
  off('HARDENED_USERCOPY_FALLBACK', 'low', 'Fallback would only warn.', 'KSPP;ANSSI:R15', {
    rule: 'all(HARDENED_USERCOPY_FALLBACK=is not set; HARDENED_USERCOPY=y)',
    note: 'Removed in 5.16',
  }),
  off('HARDENED_USERCOPY_PAGESPAN', 'low', 'Debug variant, not wanted.', 'KSPP', {
    rule: 'all(HARDENED_USERCOPY_PAGESPAN=is not set; HARDENED_USERCOPY=y)',
    note: 'Removed in 5.18',
  }),
  on('INIT_ON_ALLOC_DEFAULT_ON', 'medium', 'Zeroes heap memory when handed out.', 'KSPP', {
    since: [5, 3],
    note: 'Few percent cost; Ubuntu and Talos accept it',
  }),
  on('INIT_ON_FREE_DEFAULT_ON', 'low', 'Zeroes heap memory when returned.', 'KSPP', {
    rule: 'any(INIT_ON_FREE_DEFAULT_ON=y; PAGE_POISONING_ZERO=y)',
    note: 'Noticeable cost under load',
  }),
  on('INIT_STACK_ALL_ZERO', 'medium', 'Zeroed stack variables leak no stale data.', 'KSPP;khc:defconfig', {
    rule: 'any(INIT_STACK_ALL_ZERO=y; all(GCC_PLUGIN_STRUCTLEAK=y; GCC_PLUGIN_STRUCTLEAK_BYREF_ALL=y))',
  }),
  on('KFENCE', 'medium', 'Samples heap errors at tiny cost.', 'KSPP', { since: [5, 12] }),
  configRow('KFENCE_SAMPLE_INTERVAL', '100', 'low', 'Sampling period of that detector.', 'KSPP', {
    rule: 'all(KFENCE_SAMPLE_INTERVAL=100; KFENCE=y)',
  }),
  on('KSTACK_ERASE', 'low', 'Wipes kernel stack before return to user.', 'khc:kspp-consequence', {
    rule: 'any(KSTACK_ERASE=y; GCC_PLUGIN_STACKLEAK=y)',
  }),
  off('KSTACK_ERASE_METRICS', 'low', 'Metrics expose stack use.', 'khc:kspp-consequence', {
    rule: 'all(KSTACK_ERASE_METRICS=is not set; STACKLEAK_METRICS=is not set; any(KSTACK_ERASE=y; GCC_PLUGIN_STACKLEAK=y))',
  }),
  off('KSTACK_ERASE_RUNTIME_DISABLE', 'low', 'Wiping must not be switchable off.', 'khc:kspp-consequence', {
    rule: 'all(KSTACK_ERASE_RUNTIME_DISABLE=is not set; STACKLEAK_RUNTIME_DISABLE=is not set; any(KSTACK_ERASE=y; GCC_PLUGIN_STACKLEAK=y))',
  }),
  on('LIST_HARDENED', 'medium', 'Cheap checks on list corruption.', 'KSPP;khc:defconfig', {
    rule: 'any(LIST_HARDENED=y; DEBUG_LIST=y)',
  }),
  on('PAGE_POISONING_ZERO', 'low', 'Old way to wipe freed pages.', 'KSPP;ANSSI:R17', {
    since: [4, 6],
    until: [5, 10],
    note: 'Removed in 5.11',
  }),
  on('PAGE_TABLE_CHECK', 'low', 'Detects double mapped pages.', 'KSPP', {
    since: [5, 17],
    architectures: ['arm64', 'riscv64', 'x86_64'],
  }),
  on('PAGE_TABLE_CHECK_ENFORCED', 'low', 'That check always on.', 'KSPP', {
    since: [5, 17],
    architectures: ['arm64', 'riscv64', 'x86_64'],
  }),
  on('RANDOMIZE_BASE', 'high', 'Random kernel load address.', 'KSPP;khc:defconfig;ANSSI:R25', {
    since: [3, 14],
    architectures: ['arm64', 'i386', 'riscv64', 'x86_64'],
  }),
  on('RANDOMIZE_KSTACK_OFFSET_DEFAULT', 'medium', 'Random stack offset per system call.', 'KSPP', {
    since: [5, 13],
    architectures: ['arm64', 'i386', 'riscv64', 'x86_64'],
  }),
  on('RANDOM_KMALLOC_CACHES', 'low', 'Spreads same-size objects over random caches.', 'KSPP', {
    since: [6, 6],
  }),
  on('RANDSTRUCT_FULL', 'low', 'Shuffles structure layout.', 'KSPP', {
    rule: 'any(RANDSTRUCT_FULL=y; GCC_PLUGIN_RANDSTRUCT=y)',
    note: 'Distros publish seeds or avoid it',
  }),
  on(
    'REFCOUNT_FULL',
    'medium',
    'Saturating counters stop use-after-free by overflow.',
    'KSPP;khc:defconfig;ANSSI:R15',
    { rule: 'any(REFCOUNT_FULL=y; version>=5.4.208)', note: 'Always on from 5.5' },
  ),
  on('SCHED_STACK_END_CHECK', 'low', 'Detects stack exhaustion.', 'KSPP;ANSSI:R15', {
    rule: 'any(SCHED_STACK_END_CHECK=y; VMAP_STACK=y)',
  }),
  on('SHUFFLE_PAGE_ALLOCATOR', 'low', 'Random order of pages, needs page_alloc.shuffle=1.', 'KSPP', {
    since: [5, 2],
  }),
  on('SLAB_BUCKETS', 'low', 'Keeps user-sized allocations in own caches.', 'khc:kspp-consequence', {
    since: [6, 11],
  }),
  on('SLAB_FREELIST_HARDENED', 'medium', 'Encodes heap freelist pointers.', 'KSPP;ANSSI:R17', {
    since: [4, 14],
  }),
  on('SLAB_FREELIST_RANDOM', 'medium', 'Random order of fresh heap objects.', 'KSPP;ANSSI:R17', {
    since: [4, 7],
  }),
  on('STACKPROTECTOR', 'high', 'Canaries catch simple stack overflows.', 'KSPP;khc:defconfig;ANSSI:R15', {
    rule: 'any(STACKPROTECTOR=y; CC_STACKPROTECTOR=y; CC_STACKPROTECTOR_REGULAR=y; CC_STACKPROTECTOR_AUTO=y; CC_STACKPROTECTOR_STRONG=y)',
  }),
  on('STACKPROTECTOR_STRONG', 'high', 'Canaries in every risky function.', 'KSPP;khc:defconfig;ANSSI:R15', {
    rule: 'any(STACKPROTECTOR_STRONG=y; CC_STACKPROTECTOR_STRONG=y)',
  }),
  on(
    'STRICT_KERNEL_RWX',
    'high',
    'Kernel code read-only, kernel data not executable.',
    'KSPP;khc:defconfig;ANSSI:R15',
    { rule: 'any(STRICT_KERNEL_RWX=y; DEBUG_RODATA=y)' },
  ),
  on('THREAD_INFO_IN_TASK', 'low', 'Moves thread data away from the overflowable stack.', 'khc:defconfig', {
    since: [4, 9],
  }),
  on('UBSAN', 'low', 'Base for array index checks.', 'KSPP', { since: [4, 5] }),
  on('UBSAN_BOUNDS', 'medium', 'Checks array indexes.', 'KSPP', { since: [5, 11] }),
  on('UBSAN_LOCAL_BOUNDS', 'low', 'clang variant of index checks.', 'KSPP', {
    rule: 'any(UBSAN_LOCAL_BOUNDS=y; all(UBSAN_BOUNDS=y; CC_IS_GCC=y))',
  }),
  on('UBSAN_SANITIZE_ALL', 'low', 'Applies checks to the whole kernel.', 'KSPP', {
    rule: 'any(UBSAN_SANITIZE_ALL=y; all(UBSAN_BOUNDS=y; version>=6.9.0))',
    note: 'Implied from 6.9',
  }),
  on('UBSAN_TRAP', 'low', 'Index faults stop the task.', 'KSPP', {
    rule: 'all(UBSAN_TRAP=y; UBSAN_BOUNDS=y; UBSAN_SHIFT=is not set; UBSAN_DIV_ZERO=is not set; UBSAN_UNREACHABLE=is not set; UBSAN_SIGNED_WRAP=is not set; UBSAN_INTEGER_WRAP=is not set; UBSAN_BOOL=is not set; UBSAN_ENUM=is not set; UBSAN_ALIGNMENT=is not set)',
  }),
  on('VMAP_STACK', 'medium', 'Guard pages around kernel stacks.', 'KSPP;khc:defconfig;ANSSI:R15', {
    since: [4, 9],
    architectures: ['arm', 'arm64', 'riscv64', 'x86_64'],
  }),
  on('VMSPLIT_3G', 'low', 'Largest user space on 32-bit.', 'KSPP;khc:defconfig', {
    since: [2, 6],
    architectures: ['arm', 'i386'],
  }),
  on('ZERO_CALL_USED_REGS', 'low', 'Clears registers on function exit.', 'KSPP', { since: [5, 15] }),
];
