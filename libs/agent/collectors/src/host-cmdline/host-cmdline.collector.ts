import { architectureOf } from '../host-collector/architecture.js';
import type { HostCollector } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { cmdlineSettings } from './cmdline-settings.js';

/** No architecture takes a command line of more than a few KiB. */
const MAX_CMDLINE_BYTES = 65_536;

/** The parameters that the running kernel was booted with. */
export const hostCmdline: HostCollector = {
  source: 'host/cmdline',
  everySeconds: 3600,
  reads: [
    { path: '/proc/cmdline', why: 'what the boot loader told the kernel', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/osrelease', why: 'which parameters this kernel has', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/arch', why: 'which parameters this architecture has', privilege: 'any-uid' },
    { path: '/proc/cpuinfo', why: 'the same, on older kernels', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    const text = await reader.setting('/proc/cmdline', { maxBytes: MAX_CMDLINE_BYTES });
    const release = await reader.setting('/proc/sys/kernel/osrelease');
    const { architecture } = await architectureOf(reader);
    return typeof text === 'string'
      ? cmdlineSettings(text, { release, architecture })
      : { 'cmdline.parameters': text, 'kernel.osrelease': release, 'kernel.arch': architecture };
  },
};
