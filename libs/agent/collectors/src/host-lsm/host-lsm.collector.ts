import type { HostCollector } from '../host-collector/host-collector.js';
import { SettingReader, settingOf } from '../host-collector/setting-reader.js';
import { apparmorProfileSettings } from './apparmor-profiles.js';
import { selinuxConfigSettings } from './selinux-config.js';

const SECURITYFS = '/sys/kernel/security';
const SELINUXFS = '/sys/fs/selinux';

/** Security modules: which run, in which mode, and what the next boot will bring. */
export const hostLsm: HostCollector = {
  source: 'host/lsm',
  everySeconds: 300,
  reads: [
    { path: `${SECURITYFS}/lsm`, why: 'which security modules run', privilege: 'any-uid' },
    {
      path: `${SECURITYFS}/lockdown`,
      why: 'whether root may alter the kernel; 0600 before Linux 5.8',
      privilege: 'any-uid',
    },
    {
      path: `${SECURITYFS}/apparmor/profiles`,
      why: "whether the runtimes' profiles are in force",
      privilege: 'gid-0',
    },
    { path: '/sys/module/apparmor/parameters/enabled', why: 'whether AppArmor is on', privilege: 'any-uid' },
    { path: `${SELINUXFS}/enforce`, why: 'whether SELinux enforces now', privilege: 'any-uid' },
    {
      path: '/etc/selinux/config',
      why: 'whether SELinux will enforce after the next boot',
      privilege: 'any-uid',
    },
    {
      path: '/proc/sys/kernel/yama/ptrace_scope',
      why: 'whether Yama restricts ptrace',
      privilege: 'any-uid',
    },
    { path: '/proc/sys/kernel/osrelease', why: 'which modules this kernel can have', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    return {
      'lsm.active': settingOf(await reader.below(SECURITYFS, `${SECURITYFS}/lsm`)),
      'lsm.lockdown': settingOf(await reader.below(SECURITYFS, `${SECURITYFS}/lockdown`)),
      'apparmor.enabled': await reader.setting('/sys/module/apparmor/parameters/enabled'),
      ...(await apparmorProfileSettings(reader)),
      'selinux.enforce': settingOf(await reader.below(SELINUXFS, `${SELINUXFS}/enforce`)),
      ...(await selinuxConfigSettings(reader)),
      'yama.ptrace_scope': await reader.setting('/proc/sys/kernel/yama/ptrace_scope'),
      'kernel.osrelease': await reader.setting('/proc/sys/kernel/osrelease'),
    };
  },
};
