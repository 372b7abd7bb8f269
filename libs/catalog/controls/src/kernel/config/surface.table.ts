import { off, type ConfigRow } from './config-row.js';

/** Interfaces, protocols and drivers that few need and that have had flaws. */
export const SURFACE: readonly ConfigRow[] = [
  off('ACPI_CONFIGFS', 'low', 'Run-time ACPI tables.', 'khc:grsec'),
  off('ACPI_TABLE_UPGRADE', 'low', 'Boot image can replace ACPI tables.', 'khc:clipos'),
  off('AIO', 'low', 'Old asynchronous I/O calls.', 'khc:clipos', { note: 'Databases use it' }),
  off('BINFMT_AOUT', 'low', 'Dead binary format.', 'khc:grsec', { note: 'Removed in 5.18' }),
  off('BLK_DEV_FD', 'low', 'Floppy driver.', 'khc:maintainer'),
  off('BLK_DEV_FD_RAWCMD', 'low', 'Raw floppy commands.', 'khc:maintainer'),
  off('BLK_DEV_UBLK', 'low', 'User space block driver.', 'khc:grsec'),
  off('BLK_DEV_WRITE_MOUNTED', 'low', 'Raw writes to mounted disks.', 'khc:a13xp0p0v', {
    note: 'Breaks snap and some fsck',
  }),
  off('BPF_SYSCALL', 'low', 'Whole BPF interface.', 'khc:lockdown', {
    note: 'eBPF CNIs and agents need it; limit unprivileged use',
    exceptKubernetes:
      'network plugins and agents that use eBPF need the bpf call; limit it by kernel.unprivileged_bpf_disabled',
  }),
  off('CHECKPOINT_RESTORE', 'low', 'Process freeze interfaces widen the surface.', 'khc:grsec', {
    note: 'Kubelet container checkpointing (CRIU) needs it',
  }),
  off('COREDUMP', 'low', 'No crash images at all.', 'khc:clipos', { note: 'Debugging needs them' }),
  off('CRASH_DM_CRYPT', 'low', 'Disk keys kept for crash kernel.', 'khc:a13xp0p0v'),
  off('CRASH_DUMP', 'low', 'Crash kernel support.', 'khc:clipos', { note: 'kdump needs it' }),
  off(
    'CRYPTO_USER_API',
    'medium',
    'Crypto sockets let any container reach kernel ciphers.',
    'khc:maintainer',
    { note: 'CVE-2026-31431 class; few programs use AF_ALG' },
  ),
  off('CRYPTO_USER_API_AEAD', 'high', 'Interface behind CVE-2026-31431 host escape.', 'khc:maintainer', {
    note: 'Block algif_aead if kernel is older than 6.18.22, 6.19.12 or vendor fix',
  }),
  off('CRYPTO_USER_API_ENABLE_OBSOLETE', 'low', 'Old ciphers in that socket.', 'khc:maintainer'),
  off('CRYPTO_USER_API_HASH', 'low', 'Hash sockets for any user.', 'khc:maintainer', {
    note: 'cryptsetup and iwd use it',
  }),
  off('CRYPTO_USER_API_RNG', 'low', 'Random sockets for any user.', 'khc:maintainer'),
  off('CRYPTO_USER_API_RNG_CAVP', 'low', 'Test hooks of that socket.', 'khc:maintainer'),
  off('CRYPTO_USER_API_SKCIPHER', 'low', 'Cipher sockets for any user.', 'khc:maintainer', {
    note: 'cryptsetup benchmark uses it',
  }),
  off('DEVPORT', 'low', 'Raw port device.', 'khc:grsec'),
  off('DRM_LEGACY', 'low', 'Old graphics interfaces.', 'khc:maintainer', { note: 'Removed in 6.8' }),
  off('DVB_C8SECTPFE', 'low', 'Unused TV driver.', 'khc:grsec'),
  off('EFI_CUSTOM_SSDT_OVERLAYS', 'low', 'Firmware variables can add ACPI tables.', 'khc:clipos'),
  off('FB', 'low', 'Frame buffer code is rarely audited.', 'khc:maintainer', {
    note: 'Consoles on clouds use it',
  }),
  off('IO_URING', 'medium', 'Interface with many privilege holes.', 'khc:grsec', {
    note: 'Sysctl or seccomp can limit it instead',
  }),
  off('IP_DCCP', 'medium', 'Protocol with root holes.', 'khc:a13xp0p0v', {
    note: 'Removed in 6.16; no node needs it',
  }),
  off('IP_SCTP', 'low', 'Protocol with past holes.', 'khc:grsec', {
    note: 'Kubernetes supports SCTP Services',
  }),
  off('KALLSYMS', 'low', 'Symbol table helps exploits.', 'khc:clipos', { note: 'eBPF and tracing need it' }),
  off('KCMP', 'low', 'Compares kernel objects of processes.', 'khc:grsec', {
    note: 'Wayland, CRIU and systemd use it',
  }),
  off('KEXEC_FILE', 'low', 'Signed variant of kernel replacement.', 'khc:clipos', { note: 'kdump needs it' }),
  off('KSM', 'low', 'Merged pages leak by timing.', 'khc:clipos', {
    note: 'Check /sys/kernel/mm/ksm/run instead; KubeVirt may use it',
  }),
  off('LIVEPATCH', 'low', 'Code replacement at run time.', 'khc:a13xp0p0v', {
    note: 'Vendors use it for fixes',
  }),
  off('MPTCP', 'low', 'Extra protocol.', 'khc:grsec', { note: 'Some clouds use it' }),
  off('MTD_PHRAM', 'low', 'Maps physical memory as disk.', 'khc:grsec'),
  off('MTD_SLRAM', 'low', 'Maps physical memory as disk.', 'khc:grsec'),
  off('NOUVEAU_LEGACY_CTX_SUPPORT', 'low', 'Old graphics interface.', 'khc:maintainer', {
    note: 'Removed in 6.11',
  }),
  off('N_GSM', 'medium', 'Line discipline with repeated root holes.', 'khc:maintainer'),
  off('PROVIDE_OHCI1394_DMA_INIT', 'medium', 'FireWire debugging reads all memory.', 'khc:grsec'),
  off('RSEQ', 'low', 'Restartable sequences interface.', 'khc:grsec', { note: 'glibc 2.35+ uses it' }),
  off('SMB_SERVER', 'medium', 'In-kernel file server.', 'khc:grsec', { note: 'No node needs it' }),
  off('STAGING', 'low', 'Immature drivers.', 'khc:clipos'),
  off('TIPC', 'medium', 'Protocol with remote holes.', 'khc:grsec', { note: 'No node needs it' }),
  off('TLS', 'low', 'Kernel TLS.', 'khc:grsec', { note: 'nginx and some meshes use it' }),
  off('USELIB', 'low', 'Dead system call.', 'khc:grsec'),
  off('USER_NS', 'low', 'User namespaces expose privileged code.', 'khc:clipos', {
    note: 'hostUsers:false and rootless builds need it',
  }),
  off('VT', 'low', 'Virtual terminals are rarely audited.', 'khc:maintainer', {
    note: 'Consoles on clouds use it',
  }),
  off('X86_16BIT', 'low', '16-bit program support.', 'khc:grsec'),
  off('X86_CPUID', 'low', 'CPU feature device.', 'khc:clipos'),
  off('X86_IOPL_IOPERM', 'low', 'Raw port access by programs.', 'khc:clipos'),
  off('XFS_SUPPORT_V4', 'low', 'Old on-disk format, fragile parser.', 'khc:a13xp0p0v'),
];
