import { never, type CmdlineRow } from './cmdline-row.js';

/** Parameters that take a protection away. */
export const SWITCHED_OFF: readonly CmdlineRow[] = [
  never('nokaslr', 'high', 'Turns kernel address randomisation off.', 'khc:defconfig', {
    note: 'Some crash-analysis setups set it',
  }),
  never('no_hash_pointers', 'medium', 'Prints raw kernel pointers in logs.', 'khc:defconfig', {
    note: 'Debug only',
  }),
  never('nosmep', 'high', 'Lets kernel execute user pages.', 'khc:defconfig;ANSSI:R1', {
    architectures: ['i386', 'x86_64'],
  }),
  never('nosmap', 'high', 'Lets kernel read and write user pages freely.', 'khc:defconfig;ANSSI:R1', {
    architectures: ['i386', 'x86_64'],
    note: 'Ignored from 5.19',
  }),
  never('dis_ucode_ldr', 'medium', 'Stops CPU microcode fixes at boot.', 'khc:defconfig', {
    architectures: ['i386', 'x86_64'],
    note: 'Irrelevant inside VMs',
  }),
  never('setcpuid', 'medium', 'Forges CPU features.', 'khc:defconfig', { architectures: ['i386', 'x86_64'] }),
  never('clearcpuid', 'medium', 'Hides CPU features, may remove protections.', 'khc:defconfig', {
    architectures: ['i386', 'x86_64'],
    note: 'Taints kernel; some VMs use it for compatibility',
  }),
  never('nopti', 'high', 'Removes the Meltdown defence.', 'khc:defconfig', {
    architectures: ['i386', 'x86_64'],
  }),
  never('nospec_store_bypass_disable', 'medium', 'Removes store bypass defence.', 'khc:defconfig', {
    architectures: ['i386', 'x86_64'],
  }),
  never('nospectre_v1', 'high', 'Removes Spectre v1 barriers.', 'khc:defconfig', {
    architectures: ['i386', 'x86_64'],
  }),
  never('nospectre_v2', 'high', 'Removes branch injection defence.', 'khc:defconfig', {
    architectures: ['arm64', 'i386', 'x86_64'],
  }),
  never('nospectre_bhb', 'high', 'Removes Arm branch history defence.', 'khc:defconfig', {
    architectures: ['arm64'],
  }),
  never('arm64.nobti', 'medium', 'Disables landing pads.', 'khc:defconfig', { architectures: ['arm64'] }),
  never('arm64.nopauth', 'medium', 'Disables pointer signing.', 'khc:defconfig', {
    architectures: ['arm64'],
  }),
  never('arm64.nomte', 'low', 'Disables memory tagging.', 'khc:defconfig', { architectures: ['arm64'] }),
  never('arm64.nogcs', 'low', 'Disables shadow stacks.', 'khc:defconfig', { architectures: ['arm64'] }),
  never('slab_merge', 'low', 'Re-enables heap cache merging.', 'khc:kspp'),
  never('slub_merge', 'low', 'Re-enables heap cache merging, older name.', 'khc:kspp'),
  never('slab_common.usercopy_fallback', 'low', 'Fallback would only warn.', 'khc:kspp', {
    rule: 'all(slab_common.usercopy_fallback=is not set; kconfig:HARDENED_USERCOPY_FALLBACK=is not set)',
  }),
  never('norandmaps', 'high', 'Turns user address randomisation off.', 'khc:defconfig'),
];
