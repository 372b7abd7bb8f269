import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostCpuVulnerabilities } from './host-cpu-vulnerabilities.collector.js';

const FOLDER = '/sys/devices/system/cpu/vulnerabilities';

describe('host/cpu-vulnerabilities', () => {
  it('gives the words of the kernel, unchanged', async () => {
    expect(await collected(hostCpuVulnerabilities, HOST_TREES['debian-12-microvm'])).toMatchObject({
      [`${FOLDER}/spec_rstack_overflow`]: 'Vulnerable: Safe RET, no microcode',
      '/sys/devices/system/cpu/smt/active': '0',
      '/sys/devices/system/cpu/smt/control': 'notsupported',
      'cpuinfo.vendor': 'AuthenticAMD',
      'kernel.arch': 'x86_64',
    });
  });

  it('lets new names through and says which known ones are absent', async () => {
    expect(await collected(hostCpuVulnerabilities, HOST_TREES['rhel-9-arm64'])).toMatchObject({
      [`${FOLDER}/fresh_flaw`]: 'Vulnerable',
      [`${FOLDER}/mds`]: { absent: expect.any(String) },
      'cpu.vulnerabilities': 'fresh_flaw meltdown spec_store_bypass spectre_v1 spectre_v2',
      'cpuinfo.microcode': { absent: expect.any(String) },
      'kernel.arch': 'aarch64',
    });
  });

  it('says absent of a kernel without the folder, and not mounted of a host without /sys', async () => {
    const old = await collected(hostCpuVulnerabilities, { files: { '/sys/kernel/notes': '' } });
    expect(old).toMatchObject({
      [`${FOLDER}/meltdown`]: { absent: expect.any(String) },
      'cpu.vulnerabilities': { absent: expect.any(String) },
    });
    const blind = await collected(hostCpuVulnerabilities, { files: { '/etc/hostname': 'x' } });
    expect(blind).toMatchObject({
      [`${FOLDER}/meltdown`]: { unreadable: 'not-mounted' },
      'cpu.vulnerabilities': { unreadable: 'not-mounted' },
    });
  });
});
