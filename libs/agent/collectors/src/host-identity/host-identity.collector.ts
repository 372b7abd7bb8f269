import { createHash } from 'node:crypto';
import type { Setting } from '@plimsoll/model';
import { architectureOf } from '../host-collector/architecture.js';
import type { HostCollector } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { hostNameOf } from './host-name.js';
import { osReleaseSettings } from './os-release.js';
import { CGROUP_ROOT, podsCgroup } from './pods-cgroup.js';

const MACHINE_ID = /^[0-9a-f]{32}$/;

/** machine-id(5) asks for this: the raw id is never shown, a hash keyed by the product is. */
function hashedMachineId(raw: Setting): Setting {
  if (typeof raw !== 'string') return raw;
  const id = raw.trim();
  if (!MACHINE_ID.test(id)) return { absent: '/etc/machine-id holds no id yet' };
  return createHash('sha256').update(`plimsoll machine-id ${id}`).digest('hex');
}

/** Who the host is: what the other facts are about, and what decides which rules concern it. */
export const hostIdentity: HostCollector = {
  source: 'host/identity',
  everySeconds: 300,
  reads: [
    {
      path: '/proc/sys/kernel/hostname',
      why: "the host's name, in the node's UTS namespace only",
      privilege: 'any-uid',
    },
    { path: '/etc/hostname', why: "the host's name, from another namespace", privilege: 'any-uid' },
    { path: '/proc/sys/kernel/osrelease', why: 'kernel release', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/arch', why: 'architecture, from Linux 6.1', privilege: 'any-uid' },
    { path: '/proc/cpuinfo', why: 'architecture, on older kernels', privilege: 'any-uid' },
    { path: '/etc/os-release', why: 'operating system and its version', privilege: 'any-uid' },
    { path: '/usr/lib/os-release', why: 'the same, where the link in /etc leads', privilege: 'any-uid' },
    {
      path: '/etc/machine-id',
      why: 'tells reinstalled hosts apart; only its hash is kept',
      privilege: 'any-uid',
    },
    { path: CGROUP_ROOT, why: 'shows whether a kubelet runs pods here', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    const { name, source } = await hostNameOf(reader);
    const { architecture, source: architectureSource } = await architectureOf(reader);
    return {
      hostname: name,
      'hostname.source': source,
      'kernel.osrelease': await reader.setting('/proc/sys/kernel/osrelease'),
      'kernel.arch': architecture,
      'kernel.arch.source': architectureSource,
      ...(await osReleaseSettings(reader)),
      'machine-id.sha256': hashedMachineId(await reader.setting('/etc/machine-id')),
      'kubernetes.pods-cgroup': await podsCgroup(reader),
    };
  },
};
