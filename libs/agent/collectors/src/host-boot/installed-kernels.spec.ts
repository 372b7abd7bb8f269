import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { efiVariablePath, SHIM } from './efi-variable.js';
import { hostBoot } from './host-boot.collector.js';
import { compareReleases } from './installed-kernels.js';

describe('the kernels that are installed', () => {
  it('are compared by their numbers', () => {
    const releases = ['6.1.0-9-amd64', '6.1.0-10-amd64', '5.15.0-200-generic', '6.1.0-10-amd64x'];
    expect([...releases].sort(compareReleases)).toEqual([
      '5.15.0-200-generic',
      '6.1.0-9-amd64',
      '6.1.0-10-amd64',
      '6.1.0-10-amd64x',
    ]);
    expect(compareReleases('6.1', '6.1')).toBe(0);
  });

  it('say which is the newest of the kind that runs, and nothing of other kinds', async () => {
    const tree = HOST_TREES['kubeadm-debian-12'];
    expect(await collected(hostBoot, tree)).toMatchObject({
      'kernel.osrelease': '6.1.0-37-amd64',
      'kernel.newest-installed': '6.1.0-40-amd64',
      'reboot-required': { absent: expect.any(String) },
    });
    const folders = ['/usr/bin', '/usr/lib/modules/7.0.0-1-rt-amd64'];
    expect(await collected(hostBoot, { files: tree.files ?? {}, folders })).toMatchObject({
      'kernel.newest-installed': { absent: expect.any(String) },
    });
  });

  it('are not known where their folder is not mounted', async () => {
    const files = { '/proc/sys/kernel/osrelease': '6.1.0-1-amd64\n' };
    expect(await collected(hostBoot, { files })).toMatchObject({
      'kernel.newest-installed': { unreadable: 'not-mounted' },
      'reboot-required': { unreadable: 'not-mounted' },
    });
  });
});

describe('what else the boot left', () => {
  it("is in shim's variable and in the boot parameters", async () => {
    const zeroPage = Array.from({ length: 4096 }, (_none, index) => (index === 0x1ec ? 3 : 0));
    const tree = {
      files: { '/sys/kernel/notes': '', '/sys/kernel/kexec_crash_loaded': '1\n' },
      folders: ['/sys/kernel/livepatch/fix_1'],
      binary: {
        [efiVariablePath('MokSBStateRT', SHIM)]: [6, 0, 0, 0, 1],
        '/sys/kernel/boot_params/data': zeroPage,
      },
    };
    expect(await collected(hostBoot, tree)).toMatchObject({
      'shim.mokstate': '1',
      'boot.params.secure_boot': '3',
      'kexec.crash_loaded': '1',
      livepatch: 'fix_1',
    });
  });
});
