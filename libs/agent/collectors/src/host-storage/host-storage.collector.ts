import type { Setting } from '@plimsoll/model';
import type { HostCollector } from '../host-collector/host-collector.js';
import { isMountTable, mountAt, parseMounts, type MountLine } from '../host-collector/mount-line.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { encryptionOfMount, verityDevices } from './block-devices.js';
import { MOUNT_POINTS, mountSettings } from './mount-settings.js';
import { swapSettings } from './swap.js';

const MOUNTINFO = '/proc/1/mountinfo';
/** A node of five hundred pods has some thousand mounts. */
const MAX_BYTES = 2 * 1024 * 1024;
const OF_MOUNTS = [
  ...MOUNT_POINTS.map((point) => `mount.${point}`),
  'composefs',
  'secret-volumes',
  'secret-volumes.swappable',
  'shared-volumes',
  'network-mounts.open',
  'crypt.dm',
];

const NO_TABLE: Setting = { unreadable: 'invalid', detail: `${MOUNTINFO} is no table of mounts` };

/** The mount that holds what the kubelet and containers write. */
const ofVariableData = (mounts: readonly MountLine[]): MountLine | undefined =>
  mountAt(mounts, '/var/lib/kubelet') ??
  mountAt(mounts, '/var/lib') ??
  mountAt(mounts, '/var') ??
  mountAt(mounts, '/');

/** dm-verity that the kernel was told to make at its start, by whichever of the ways there are. */
function verityOfBoot(commandLine: Setting): Setting {
  if (typeof commandLine !== 'string') return commandLine;
  const told = [
    ['dm-mod.create', /\bdm-mod\.create="?[^"]*\bverity\b/],
    ['roothash', /(^|\s)(roothash|systemd\.verity_root_hash)=/],
    ['usrhash', /(^|\s)(usrhash|verity\.usrhash|systemd\.verity_usr_hash)=/],
  ] as const;
  const found = told.filter(([, pattern]) => pattern.test(commandLine)).map(([name]) => name);
  return found.length === 0 ? { absent: 'no dm-verity in /proc/cmdline' } : found.join(',');
}

/** Mounts, disks and swap of the host's own namespace of mounts, whichever the reader is in. */
export const hostStorage: HostCollector = {
  source: 'host/storage',
  everySeconds: 300,
  reads: [
    { path: MOUNTINFO, why: 'mounts of the host and their options', privilege: 'any-uid' },
    { path: '/proc/swaps', why: 'whether secrets may land on a disk', privilege: 'any-uid' },
    { path: '/proc/cmdline', why: 'whether the boot asked for dm-verity', privilege: 'any-uid' },
    { path: '/sys/block', why: 'which devices device mapper has made', privilege: 'any-uid' },
    { path: '/sys/block/*/dm/uuid', why: 'whether a disk is checked', privilege: 'any-uid' },
    { path: '/sys/class/block/*', why: 'whether a disk is encrypted', privilege: 'any-uid' },
    { path: '/sys/dev/block/*', why: 'which disk a mount lies on', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    const text = await reader.setting(MOUNTINFO, { maxBytes: MAX_BYTES });
    const said: Setting = typeof text === 'string' && !isMountTable(text) ? NO_TABLE : text;
    const mounts = typeof said === 'string' ? parseMounts(said) : [];
    const ofMounts: Record<string, Setting> =
      typeof said === 'string'
        ? {
            ...mountSettings(mounts),
            'crypt.dm': await encryptionOfMount(reader, ofVariableData(mounts)),
          }
        : Object.fromEntries(OF_MOUNTS.map((key) => [key, said]));
    return {
      ...ofMounts,
      ...(await swapSettings(reader)),
      'verity.dm': await verityDevices(reader),
      'verity.boot': verityOfBoot(await reader.setting('/proc/cmdline', { maxBytes: 65_536 })),
    };
  },
};
