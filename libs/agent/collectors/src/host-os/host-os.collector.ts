import type { HostCollector } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { osReleaseSettings } from '../host-identity/os-release.js';
import { openshiftVersion } from './openshift-version.js';
import { presenceOf } from '../host-services/settings-files.js';

/** The day of the reading, by the reader's clock: what is pure cannot ask what day it is. */
const today = (): string => new Date().toISOString().slice(0, 10);

/** The operating system and the day on which it was looked at; how long it is supported is the catalogue's to know. */
export const hostOs: HostCollector = {
  source: 'host/os',
  everySeconds: 3600,
  reads: [
    { path: '/etc/os-release', why: 'operating system and its version', privilege: 'any-uid' },
    { path: '/usr/lib/os-release', why: 'the same, where the link in /etc leads', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/osrelease', why: "the kernel's line", privilege: 'any-uid' },
    { path: '/.dockerenv', why: 'whether the node is a container itself', privilege: 'any-uid' },
    { path: '/run/.containerenv', why: 'whether the node is a container itself', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    return {
      ...(await osReleaseSettings(reader)),
      'os.openshift-version': await openshiftVersion(reader),
      'kernel.osrelease': await reader.setting('/proc/sys/kernel/osrelease'),
      'container.docker': await presenceOf(reader, '/.dockerenv'),
      'container.podman': await presenceOf(reader, '/run/.containerenv'),
      'read.on': today(),
    };
  },
};
