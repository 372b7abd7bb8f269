import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostIdentity } from './host-identity.collector.js';
import { parseOsRelease } from './os-release.js';

describe('host/identity', () => {
  it('names a node, its system and the group of its pods', async () => {
    const hash = createHash('sha256')
      .update('plimsoll machine-id 00112233445566778899aabbccddeeff')
      .digest('hex');
    expect(await collected(hostIdentity, HOST_TREES['ubuntu-24.04-node'])).toEqual({
      hostname: 'worker-1',
      'hostname.source': '/proc/sys/kernel/hostname',
      'kernel.osrelease': '6.8.0-60-generic',
      'kernel.arch': 'x86_64',
      'kernel.arch.source': '/proc/sys/kernel/arch',
      'os.id': 'ubuntu',
      'os.id-like': 'debian',
      'os.version-id': '24.04',
      'os.variant-id': { absent: 'no VARIANT_ID in os-release' },
      'os.name': 'Ubuntu 24.04.2 LTS',
      'machine-id.sha256': hash,
      'kubernetes.pods-cgroup': '/sys/fs/cgroup/kubepods.slice',
    });
  });

  it('knows the architecture of an older kernel by its processor, and waits for a machine id', async () => {
    expect(await collected(hostIdentity, HOST_TREES['rhel-9-arm64'])).toMatchObject({
      'kernel.arch': 'aarch64',
      'kernel.arch.source': '/proc/cpuinfo',
      'machine-id.sha256': { absent: expect.any(String) },
      'kubernetes.pods-cgroup': { absent: expect.any(String) },
    });
  });

  it('finds os-release where the link in /etc dangles, and its name in /etc/hostname', async () => {
    const tree = {
      files: { '/etc/hostname': '# comment\n\nnode-7\n' },
      links: { '/etc/os-release': '../usr/lib/os-release' },
    };
    const dangling = await collected(hostIdentity, tree);
    expect(dangling).toMatchObject({
      hostname: 'node-7',
      'hostname.source': '/etc/hostname',
      'os.id': { absent: expect.any(String) },
    });
    const elsewhere = {
      files: { '/etc/hostname': 'x', '/usr/lib/os-release': "ID='cos'\n" },
      links: { '/etc/os-release': '/nowhere' },
    };
    expect(await collected(hostIdentity, elsewhere)).toMatchObject({ 'os.id': 'cos' });
  });

  it('does not take an unseen control group for no kubelet', async () => {
    expect(await collected(hostIdentity, { files: { '/etc/hostname': 'x' } })).toMatchObject({
      'kubernetes.pods-cgroup': { unreadable: 'not-mounted' },
    });
  });
});

describe('os-release', () => {
  it('is read as assignments of the shell', () => {
    const text = `# ID=no\nID=debian\nNAME="A \\"B\\" \\$C"\nVERSION_ID='12'\nbroken\nID=last\n =x\n`;
    expect(Object.fromEntries(parseOsRelease(text))).toEqual({
      ID: 'last',
      NAME: 'A "B" $C',
      VERSION_ID: '12',
    });
  });
});
