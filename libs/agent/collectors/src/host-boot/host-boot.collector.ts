import type { Setting } from '@plimsoll/model';
import type { HostCollector } from '../host-collector/host-collector.js';
import { SettingReader, settingOf } from '../host-collector/setting-reader.js';
import { EFI, efiPresence, efiVariable, efiVariablePath } from './efi-variable.js';

const SECURITYFS = '/sys/kernel/security';

/** Only its presence is a fact: a kernel without loadable modules has no such file. */
async function moduleSupport(reader: SettingReader): Promise<Setting> {
  const stat = await reader.host.stat('/proc/modules');
  const outcome = stat.outcome === 'absent' ? await reader.explainAbsence('/proc/modules', stat) : stat;
  return outcome.outcome === 'read' ? 'present' : settingOf(outcome);
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
    return {
      'uefi.present': await efiPresence(reader),
      'uefi.secureboot': await efiVariable(reader, 'SecureBoot'),
      'uefi.setupmode': await efiVariable(reader, 'SetupMode'),
      'kernel.tainted': await reader.setting('/proc/sys/kernel/tainted'),
      'kexec.loaded': await reader.setting('/sys/kernel/kexec_loaded'),
      'module.sig_enforce': await reader.setting('/sys/module/module/parameters/sig_enforce'),
      'module.support': await moduleSupport(reader),
      'lsm.lockdown': settingOf(await reader.below(SECURITYFS, `${SECURITYFS}/lockdown`)),
      'kernel.osrelease': await reader.setting('/proc/sys/kernel/osrelease'),
    };
  },
};
