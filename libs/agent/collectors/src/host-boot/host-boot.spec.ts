import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { efiVariablePath } from './efi-variable.js';
import { hostBoot } from './host-boot.collector.js';

describe('host/boot', () => {
  it('reads the value behind the attributes of a firmware variable', async () => {
    expect(await collected(hostBoot, HOST_TREES['ubuntu-24.04-node'])).toMatchObject({
      'uefi.present': 'present',
      'uefi.secureboot': '1',
      'uefi.setupmode': '0',
      'kernel.tainted': '12288',
      'kexec.loaded': '0',
      'module.sig_enforce': 'N',
      'module.support': 'present',
      'lsm.lockdown': 'none [integrity] confidentiality',
    });
  });

  it('says not mounted of variables whose file system is not there', async () => {
    expect(await collected(hostBoot, HOST_TREES['rhel-9-arm64'])).toMatchObject({
      'uefi.present': 'present',
      'uefi.secureboot': { unreadable: 'not-mounted' },
      'kexec.loaded': '1',
    });
  });

  it('says absent of what a small virtual machine does not have', async () => {
    const settings = await collected(hostBoot, HOST_TREES['debian-12-microvm']);
    for (const key of [
      'uefi.present',
      'uefi.secureboot',
      'kexec.loaded',
      'module.sig_enforce',
      'module.support',
    ])
      expect(settings[key]).toEqual({ absent: expect.any(String) });
  });

  it('does not guess a value from a variable of another length', async () => {
    const tree = {
      files: { '/sys/kernel/notes': '' },
      binary: { [efiVariablePath('SecureBoot')]: [6, 0, 0, 0] },
    };
    expect(await collected(hostBoot, tree)).toMatchObject({ 'uefi.secureboot': { unreadable: 'invalid' } });
  });
});
