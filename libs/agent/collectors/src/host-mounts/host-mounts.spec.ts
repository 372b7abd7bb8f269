import { describe, expect, it } from 'vitest';
import type { HostCollector } from '../host-collector/host-collector.js';
import { HOST_COLLECTORS } from '../host-collectors.js';
import { hostMounts } from './host-mounts.js';

const collector = (source: HostCollector['source'], ...paths: readonly string[]): HostCollector => ({
  source,
  everySeconds: 60,
  reads: paths.map((path) => ({ path, why: 'a reason', privilege: 'any-uid' })),
  collect: () => Promise.resolve({}),
});

describe('the mounts of the pod', () => {
  it('are the trees that the collectors read from, each with what is read there', () => {
    const { mounts, unmounted } = hostMounts([
      collector('host/sysctl', '/proc/sys/kernel/kptr_restrict', '/process'),
      collector('host/boot', '/sys/firmware', '/boot/config-*', '/run/x', '/etc'),
    ]);
    expect(mounts.map(({ path, optIn, reads }) => [path, optIn, reads.map((read) => read.path)])).toEqual([
      ['/proc', undefined, ['/proc/sys/kernel/kptr_restrict']],
      ['/sys', undefined, ['/sys/firmware']],
      ['/etc', undefined, ['/etc']],
      ['/boot', 'boot', ['/boot/config-*']],
    ]);
    expect(unmounted.map(({ source, path }) => [source, path])).toEqual([
      ['host/sysctl', '/process'],
      ['host/boot', '/run/x'],
    ]);
  });

  it('are never the root, the sockets or the volumes of the kubelet', () => {
    const paths = hostMounts(HOST_COLLECTORS).mounts.map(({ path }) => path);
    for (const never of ['/', '/run', '/var', '/var/run', '/var/lib', '/var/lib/kubelet'])
      expect(paths).not.toContain(never);
    expect(paths).toEqual(expect.arrayContaining(['/proc', '/sys', '/etc']));
  });

  it('lose no read', () => {
    const { mounts, unmounted } = hostMounts(HOST_COLLECTORS);
    const found = [...mounts.flatMap(({ reads }) => reads), ...unmounted].length;
    expect(found).toBe(HOST_COLLECTORS.flatMap(({ reads }) => reads).length);
  });
});
