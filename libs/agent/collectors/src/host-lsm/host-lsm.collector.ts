import type { Setting } from '@plimsoll/model';
import type { HostCollector } from '../host-collector/host-collector.js';
import { SettingReader, settingOf, settingsOf } from '../host-collector/setting-reader.js';
import { apparmorProfileSettings } from './apparmor-profiles.js';
import { selinuxConfigSettings } from './selinux-config.js';

const SECURITYFS = '/sys/kernel/security';
const SELINUXFS = '/sys/fs/selinux';

const IMA = `${SECURITYFS}/integrity/ima`;
/** Of container-selinux, and dangerous when on. */
const BOOLEANS = ['container_use_devices', 'container_manage_cgroup'];

/** One is that of the boot; the number itself grows with every file, and would make a new fact of each pass. */
const measured = (count: Setting): Setting =>
  typeof count === 'string' && /^[1-9]\d+$|^[2-9]$/.test(count) ? 'more than 1' : count;

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
    { path: `${SELINUXFS}/policyvers`, why: 'format of the loaded policy', privilege: 'any-uid' },
    { path: `${SELINUXFS}/deny_unknown`, why: 'what happens to unknown permissions', privilege: 'any-uid' },
    ...BOOLEANS.map((name) => ({
      path: `${SELINUXFS}/booleans/${name}`,
      why: 'whether the rules of containers were loosened',
      privilege: 'any-uid' as const,
    })),
    { path: `${IMA}/runtime_measurements_count`, why: 'whether files are measured', privilege: 'gid-0' },
    { path: `${IMA}/violations`, why: 'whether files changed while they were measured', privilege: 'gid-0' },
    { path: `${SECURITYFS}/ipe/enforce`, why: 'whether only checked images run', privilege: 'any-uid' },
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
    const selinux = async (path: string): Promise<Setting> =>
      settingOf(await reader.below(SELINUXFS, `${SELINUXFS}/${path}`));
    const security = async (path: string): Promise<Setting> =>
      settingOf(await reader.below(SECURITYFS, path));
    return {
      'lsm.active': settingOf(await reader.below(SECURITYFS, `${SECURITYFS}/lsm`)),
      'lsm.lockdown': settingOf(await reader.below(SECURITYFS, `${SECURITYFS}/lockdown`)),
      'apparmor.enabled': await reader.setting('/sys/module/apparmor/parameters/enabled'),
      ...(await apparmorProfileSettings(reader)),
      'selinux.enforce': settingOf(await reader.below(SELINUXFS, `${SELINUXFS}/enforce`)),
      'selinux.policyvers': await selinux('policyvers'),
      'selinux.deny_unknown': await selinux('deny_unknown'),
      ...(await settingsOf(
        BOOLEANS.map((name) => `selinux.booleans.${name}`),
        (key) => selinux(key.slice('selinux.'.length).replace('.', '/')),
      )),
      'ima.count': measured(await security(`${IMA}/runtime_measurements_count`)),
      'ima.violations': await security(`${IMA}/violations`),
      ipe: await security(`${SECURITYFS}/ipe/enforce`),
      ...(await selinuxConfigSettings(reader)),
      'yama.ptrace_scope': await reader.setting('/proc/sys/kernel/yama/ptrace_scope'),
      'kernel.osrelease': await reader.setting('/proc/sys/kernel/osrelease'),
    };
  },
};
