/**
 * Boot parameters whose values are switches that a rule or a reader of a verdict wants, never secrets. Of every other
 * one only the name is kept: keys of disks, addresses and passwords of installers stand on command lines too.
 */
export const ALLOWED_PARAMETERS: ReadonlySet<string> = new Set(
  `amd_iommu apparmor arm64.nobti arm64.nogcs arm64.nomte arm64.nopauth audit audit_backlog_limit bdev_allow_write_mounted
  cfi cgroup_no_v1 clearcpuid debugfs dis_ucode_ldr dm_mod.create efi enforcing fips gather_data_sampling hardened_usercopy
  hash_pointers ia32_emulation ima_appraise ima_policy indirect_target_selection init init_on_alloc init_on_free
  initcall_blacklist integrity_audit intel_iommu iommu iommu.passthrough iommu.strict ipv6.disable kfence.sample_interval
  kpti l1tf lockdown lsm mce mds mitigations mmio_stale_data module.sig_enforce module_blacklist no_hash_pointers nokaslr
  nopti norandmaps nosmap nosmep nosmt nospec_store_bypass_disable nospectre_bhb nospectre_v1 nospectre_v2 nousb page_alloc.shuffle
  page_poison panic panic_on_oops proc_mem.force_override psi pti randomize_kstack_offset rd.break
  reg_file_data_sampling retbleed rng_core.default_quality rodata roothash security selinux setcpuid slab_common.usercopy_fallback slab_debug slab_merge
  slab_nomerge slub_debug slub_merge spec_rstack_overflow spec_store_bypass_disable spectre_bhi spectre_v2
  spectre_v2_user srbds ssbd swapaccount sysrq_always_enabled systemd.confirm_spawn systemd.debug_shell
  systemd.unified_cgroup_hierarchy tsa tsx tsx_async_abort vdso vdso32 verity.usrhash vmscape vsyscall`.split(
    /\s+/,
  ),
);
