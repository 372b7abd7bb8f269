import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES, type HostTree } from '../testing/index.js';
import { hostStorage } from './host-storage.collector.js';

const KUBEADM = HOST_TREES['kubeadm-debian-12'];
const line = (point: string, rest: string, device = '0:99'): string =>
  `9 1 ${device} / ${point} rw,relatime shared:3 - ${rest}\n`;
const withMounts = (text: string, files: Readonly<Record<string, string>> = {}): HostTree => ({
  files: {
    '/proc/1/mountinfo': text,
    '/proc/swaps': 'Filename Type Size Used Priority\n',
    '/sys/block/x': '',
    '/sys/devices/x': '',
    ...files,
  },
});

describe('host/storage', () => {
  it('gives type and options of the places that matter, of their own mounts alone', async () => {
    expect(await collected(hostStorage, KUBEADM)).toMatchObject({
      'mount./': 'ext4 rw,relatime rw',
      'mount./tmp': 'tmpfs rw,nosuid,nodev rw',
      'mount./sys/fs/cgroup': expect.stringMatching(/^cgroup2 /),
      'mount./home': { absent: expect.any(String) },
      'secret-volumes': 'tmpfs',
      'secret-volumes.swappable': '0',
      'network-mounts.open': { absent: expect.any(String) },
      swap: 'none',
      'verity.dm': { absent: expect.any(String) },
    });
  });

  it('sees dm-verity that the boot made without a name', async () => {
    expect(await collected(hostStorage, HOST_TREES['bottlerocket-arm64'])).toMatchObject({
      'verity.boot': 'dm-mod.create',
      'mount./': 'erofs ro,relatime ro,seclabel',
    });
  });

  it('follows a mount down to an encrypted disk, and says plain only where it arrived', async () => {
    const mounts = line('/', 'ext4 /dev/mapper/vg-root rw', '253:1');
    const files = {
      '/sys/dev/block/253:1/dm/uuid': 'LVM-abcdef\n',
      '/sys/dev/block/253:1/slaves/dm-0': '',
      '/sys/class/block/dm-0/dm/uuid': 'CRYPT-LUKS2-0123456789-secretname\n',
    };
    const settings = await collected(hostStorage, withMounts(mounts, files));
    expect(settings['crypt.dm']).toBe('CRYPT-LUKS2');
    expect(JSON.stringify(settings)).not.toContain('secretname');
    const { '/sys/dev/block/253:1/slaves/dm-0': _none, ...bare } = files;
    expect((await collected(hostStorage, withMounts(mounts, bare)))['crypt.dm']).toBe('plain');
    const overlay = await collected(hostStorage, withMounts(line('/', 'overlay overlay rw')));
    expect(overlay['crypt.dm']).toMatchObject({ unreadable: 'invalid' });
  });

  it('tells safe swap from plain, mounts of the network, and secrets that may be swapped', async () => {
    const volume = '/var/lib/kubelet/pods/1/volumes/kubernetes.io~secret/s';
    const mounts =
      line('/', 'ext4 /dev/sda rw') + line('/data', 'nfs4 a:/b rw') + line(volume, 'tmpfs tmpfs rw');
    const swaps =
      'Filename Type Size Used Priority\n/dev/dm-1 partition 1 0 -2\n/dev/zram0 partition 1 0 5\n/swapfile file 1 0 -3\n';
    const files = { '/proc/swaps': swaps, '/sys/class/block/dm-1/dm/uuid': 'CRYPT-PLAIN-x\n' };
    expect(await collected(hostStorage, withMounts(mounts, files))).toMatchObject({
      swap: 'file plain, partition encrypted, partition zram',
      'network-mounts.open': '1',
      'secret-volumes.swappable': '1',
      'shared-volumes': '1',
    });
  });

  it('knows nothing of mounts that it cannot read', async () => {
    expect(await collected(hostStorage, { files: { '/etc/hostname': 'x' } })).toMatchObject({
      'mount./tmp': { unreadable: 'not-mounted' },
      'crypt.dm': { unreadable: 'not-mounted' },
      swap: { unreadable: 'not-mounted' },
      'verity.dm': { unreadable: 'not-mounted' },
    });
  });
});
