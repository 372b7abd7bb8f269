import type { Setting } from '@plimsoll/model';
import { mountAt, type MountLine } from '../host-collector/mount-line.js';

/** Places whose options matter, each told as `<type> <options> <options of the file system>`. */
export const MOUNT_POINTS = [
  '/',
  '/usr',
  '/etc',
  '/boot',
  '/home',
  '/tmp',
  '/var',
  '/var/tmp',
  '/var/log',
  '/var/log/audit',
  '/dev/shm',
  '/proc',
  '/sys/fs/cgroup',
  '/sys/fs/bpf',
  '/sys/kernel/debug',
  '/sys/kernel/tracing',
] as const;

const shown = ({ type, options, superOptions }: MountLine): string =>
  [type, options.join(','), superOptions.join(',')].join(' ');

const VOLUMES = /^\/var\/lib\/kubelet\/pods\/[^/]+\/volumes\/kubernetes\.io~(secret|projected)\//;
const KUBELET_VOLUMES = /^\/var\/lib\/kubelet\/pods\/[^/]+\/volumes\//;
const NETWORK = /^(nfs4?|cifs|smb3|smbfs)$/;

/** Types of the file systems that hold secrets of pods. */
function secretVolumes(mounts: readonly MountLine[]): Setting {
  const types = mounts.filter(({ point }) => VOLUMES.test(point)).map(({ type }) => type);
  return types.length === 0 ? { absent: 'no pod here has a secret' } : [...new Set(types)].sort().join(',');
}

const isSwappable = ({ point, type, superOptions, options }: MountLine): boolean =>
  VOLUMES.test(point) && type === 'tmpfs' && ![...superOptions, ...options].includes('noswap');

const isSharedVolume = ({ point, tags }: MountLine): boolean =>
  KUBELET_VOLUMES.test(point) &&
  !point.includes('kubernetes.io~csi') &&
  tags.some((tag) => tag.startsWith('shared:'));

function networkMounts(mounts: readonly MountLine[]): Setting {
  const found = mounts.filter(({ type }) => NETWORK.test(type));
  if (found.length === 0) return { absent: 'no file system of the network is mounted' };
  const open = found.filter(({ options }) => !options.includes('nodev') || !options.includes('nosuid'));
  return `${open.length}`;
}

const isComposefs = ({ type, source }: MountLine): boolean => type === 'overlay' && source === 'composefs';

/** What the table of mounts says of places, of volumes of pods, and of disks elsewhere. */
export function mountSettings(mounts: readonly MountLine[]): Record<string, Setting> {
  const places = MOUNT_POINTS.map((point): readonly [string, Setting] => {
    const mount = mountAt(mounts, point);
    return [
      `mount.${point}`,
      mount === undefined ? { absent: `no mount of its own at ${point}` } : shown(mount),
    ];
  });
  return {
    ...Object.fromEntries(places),
    composefs: mounts.some(isComposefs) ? 'present' : { absent: 'no composefs is mounted' },
    'secret-volumes': secretVolumes(mounts),
    'secret-volumes.swappable': `${mounts.filter(isSwappable).length}`,
    'shared-volumes': `${mounts.filter(isSharedVolume).length}`,
    'network-mounts.open': networkMounts(mounts),
  };
}
