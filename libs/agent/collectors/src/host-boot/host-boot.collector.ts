import type { Setting } from '@plimsoll/model';
import type { HostCollector } from '../host-collector/host-collector.js';
import { explained } from '../host-collector/proven-absence.js';
import { SettingReader, settingOf } from '../host-collector/setting-reader.js';
import { EFI, SHIM, efiPresence, efiVariable, efiVariablePath } from './efi-variable.js';
import { newestInstalled } from './installed-kernels.js';

const SECURITYFS = '/sys/kernel/security';

/** Only its presence is a fact: a kernel without loadable modules has no such file. */
async function moduleSupport(reader: SettingReader): Promise<Setting> {
  const stat = await reader.host.stat('/proc/modules');
  const outcome = stat.outcome === 'absent' ? await reader.explainAbsence('/proc/modules', stat) : stat;
  return outcome.outcome === 'read' ? 'present' : settingOf(outcome);
}

/** `present`, or why nothing is known to be at the path. */
async function presence(reader: SettingReader, path: string): Promise<Setting> {
  const stat = await explained(reader, path, await reader.host.stat(path));
  return stat.outcome === 'read' ? 'present' : settingOf(stat);
}

const ZERO_PAGE = '/sys/kernel/boot_params/data';
/** Offset of `secure_boot` in the boot parameters of x86 (Documentation/arch/x86/zero-page.rst). */
const SECURE_BOOT = 0x1ec;

/** What the kernel's EFI stub saw: 0 unset, 1 unknown, 2 disabled, 3 enabled. */
async function bootParameter(reader: SettingReader): Promise<Setting> {
  const bytes = await reader.host.readBytes(ZERO_PAGE, { maxBytes: 8192 });
  const outcome = await reader.explainAbsence(ZERO_PAGE, bytes);
  if (outcome.outcome !== 'read') return settingOf(outcome);
  const value = outcome.value[SECURE_BOOT];
  return value === undefined ? { unreadable: 'invalid', detail: 'too short' } : `${value}`;
}

async function livePatches(reader: SettingReader): Promise<Setting> {
  const folder = '/sys/kernel/livepatch';
  const names = await reader.explainAbsence(folder, await reader.host.list(folder));
  return names.outcome === 'read' ? names.value.join(',') : settingOf(names);
}

/** How the host was booted, and what was done to its kernel since. */
export const hostBoot: HostCollector = {
  source: 'host/boot',
  everySeconds: 300,
  reads: [
    { path: EFI, why: 'whether UEFI firmware booted the host', privilege: 'any-uid' },
    {
      path: efiVariablePath('SecureBoot'),
      why: 'whether the firmware checks signatures',
      privilege: 'any-uid',
    },
    { path: efiVariablePath('SetupMode'), why: 'whether anybody may enrol keys', privilege: 'any-uid' },
    { path: efiVariablePath('AuditMode'), why: 'whether signatures are only logged', privilege: 'any-uid' },
    { path: efiVariablePath('DeployedMode'), why: 'how keys may be changed', privilege: 'any-uid' },
    {
      path: efiVariablePath('MokSBStateRT', SHIM),
      why: 'whether shim was told to check nothing',
      privilege: 'any-uid',
    },
    { path: ZERO_PAGE, why: 'what the boot stub saw of Secure Boot', privilege: 'any-uid' },
    { path: '/sys/kernel/kexec_crash_loaded', why: 'whether kdump is ready', privilege: 'any-uid' },
    { path: '/sys/kernel/livepatch', why: 'which live patches are in force', privilege: 'any-uid' },
    { path: '/usr/lib/modules', why: 'which kernels are installed', privilege: 'any-uid' },
    { path: '/lib/modules', why: 'which kernels are installed', privilege: 'any-uid' },
    { path: '/run/reboot-required', why: 'whether an update waits for a reboot', privilege: 'any-uid' },
    { path: '/run/ostree-booted', why: 'whether the system is an image', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/tainted', why: 'what has weakened the running kernel', privilege: 'any-uid' },
    { path: '/sys/kernel/kexec_loaded', why: 'whether another kernel is staged', privilege: 'any-uid' },
    {
      path: '/sys/module/module/parameters/sig_enforce',
      why: 'whether unsigned modules are refused',
      privilege: 'any-uid',
    },
    { path: '/proc/modules', why: 'its presence shows that modules can be loaded', privilege: 'any-uid' },
    { path: `${SECURITYFS}/lockdown`, why: 'lockdown refuses unsigned modules too', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/osrelease', why: 'which of these this kernel has', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    const release = await reader.setting('/proc/sys/kernel/osrelease');
    return {
      'uefi.present': await efiPresence(reader),
      'uefi.secureboot': await efiVariable(reader, 'SecureBoot'),
      'uefi.setupmode': await efiVariable(reader, 'SetupMode'),
      'kernel.tainted': await reader.setting('/proc/sys/kernel/tainted'),
      'kexec.loaded': await reader.setting('/sys/kernel/kexec_loaded'),
      'module.sig_enforce': await reader.setting('/sys/module/module/parameters/sig_enforce'),
      'module.support': await moduleSupport(reader),
      'lsm.lockdown': settingOf(await reader.below(SECURITYFS, `${SECURITYFS}/lockdown`)),
      'uefi.auditmode': await efiVariable(reader, 'AuditMode'),
      'uefi.deployedmode': await efiVariable(reader, 'DeployedMode'),
      'shim.mokstate': await efiVariable(reader, 'MokSBStateRT', SHIM),
      'boot.params.secure_boot': await bootParameter(reader),
      'kexec.crash_loaded': await reader.setting('/sys/kernel/kexec_crash_loaded'),
      livepatch: await livePatches(reader),
      'kernel.newest-installed': await newestInstalled(reader, release),
      'reboot-required': await presence(reader, '/run/reboot-required'),
      ostree: await presence(reader, '/run/ostree-booted'),
      'kernel.osrelease': release,
    };
  },
};
