import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { parseProfiles } from './apparmor-profiles.js';
import { hostLsm } from './host-lsm.collector.js';
import { parseSelinuxConfig } from './selinux-config.js';

describe('host/lsm', () => {
  it('gives modules and the profiles of runtimes, other names stay on the host', async () => {
    const settings = await collected(hostLsm, HOST_TREES['ubuntu-24.04-node']);
    expect(settings).toMatchObject({
      'lsm.active': 'lockdown,capability,landlock,yama,apparmor',
      'apparmor.enabled': 'Y',
      'apparmor.profiles.enforce': '2',
      'apparmor.profiles.complain': '1',
      'apparmor.profile.cri-containerd.apparmor.d': 'enforce',
      'apparmor.profile.docker-default': { absent: expect.any(String) },
      'selinux.enforce': { absent: expect.any(String) },
    });
    expect(JSON.stringify(settings)).not.toContain('firefox');
  });

  it('tells of measurements whether there are any but that of the boot', async () => {
    const path = '/sys/kernel/security/integrity/ima/runtime_measurements_count';
    for (const [count, told] of [
      ['0', '0'],
      ['1', '1'],
      ['2', 'more than 1'],
      ['1204', 'more than 1'],
    ] as const)
      expect(
        await collected(hostLsm, { files: { [path]: `${count}\n`, '/sys/kernel/notes': '' } }),
      ).toMatchObject({
        'ima.count': told,
      });
  });

  it('gives SELinux now and after the next boot', async () => {
    expect(await collected(hostLsm, HOST_TREES['rhel-9-arm64'])).toMatchObject({
      'selinux.enforce': '1',
      'selinux.config.SELINUX': 'enforcing',
      'selinux.config.SELINUXTYPE': 'targeted',
      'apparmor.enabled': { absent: expect.any(String) },
    });
  });

  it('does not take an empty mount point for a host without modules', async () => {
    expect(await collected(hostLsm, HOST_TREES['debian-12-microvm'])).toMatchObject({
      'lsm.active': { unreadable: 'not-mounted' },
      'lsm.lockdown': { unreadable: 'not-mounted' },
      'apparmor.profile.docker-default': { unreadable: 'not-mounted' },
    });
  });
});

describe('what modules write', () => {
  it('profiles have a mode in brackets, their names may have blanks and brackets', () => {
    const profiles = parseProfiles('a (enforce)\n/usr/bin/x y (b) (complain)\nnothing\n(unconfined)\n');
    expect(Object.fromEntries(profiles)).toEqual({ a: 'enforce', '/usr/bin/x y (b)': 'complain' });
  });

  it('the last assignment of the SELinux file counts', () => {
    expect(
      Object.fromEntries(parseSelinuxConfig('#SELINUX=x\n SELINUX = permissive\nSELINUX=enforcing\nOTHER=1')),
    ).toEqual({ SELINUX: 'enforcing' });
  });
});
