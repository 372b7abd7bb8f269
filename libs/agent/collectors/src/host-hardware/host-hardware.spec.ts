import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostHardware } from './host-hardware.collector.js';

describe('host/hardware', () => {
  it('gives flags, microcode, maker, TPM and the fences of devices', async () => {
    expect(await collected(hostHardware, HOST_TREES['kubeadm-debian-12'])).toMatchObject({
      'cpu.vendor': 'GenuineIntel',
      'cpu.microcode': '0xd0003f5',
      'cpu.flags.nx': 'present',
      'cpu.flags.hypervisor': 'present',
      'cpu.flags.ibt': { absent: expect.any(String) },
      'virt.vendor': 'QEMU',
      'tpm.version': '2',
      'iommu.groups': '1',
      'iommu.type': 'DMA-FQ',
      ksm: '0',
    });
  });

  it('reads the features of an ARM processor', async () => {
    expect(await collected(hostHardware, HOST_TREES['bottlerocket-arm64'])).toMatchObject({
      'cpu.vendor': '0x41',
      'cpu.flags.paca': 'present',
      'cpu.flags.mte': { absent: expect.any(String) },
      'iommu.groups': { absent: expect.any(String) },
    });
  });

  it('tells whether the boot was measured, and never what', async () => {
    const register = '/sys/class/tpm/tpm0/pcr-sha256/7';
    for (const [value, told] of [
      ['7'.repeat(64), 'extended'],
      ['0'.repeat(64), 'empty'],
      ['F'.repeat(64), 'empty'],
    ] as const) {
      const found = await collected(hostHardware, {
        files: { [register]: `${value}\n`, '/proc/sys/kernel/x': '' },
      });
      expect(found).toMatchObject({ 'tpm.pcr7': told });
      expect(JSON.stringify(found)).not.toContain(value);
    }
    expect(
      await collected(hostHardware, { files: { [register]: 'x\n', '/proc/sys/kernel/x': '' } }),
    ).toMatchObject({
      'tpm.pcr7': { unreadable: 'invalid' },
    });
  });

  it('takes no processor without flags for one without defences', async () => {
    const tree = {
      files: { '/proc/cpuinfo': 'processor : 0\nisa : rv64imafdc\n', '/proc/sys/kernel/x': '' },
    };
    expect(await collected(hostHardware, tree)).toMatchObject({
      'cpu.flags.nx': { unreadable: 'invalid' },
      'tpm.version': { unreadable: 'not-mounted' },
    });
  });
});
