import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostServices } from './host-services.collector.js';
import { parseListeners, parseRuntimeSockets } from './sockets.js';
import { parseLine } from './sshd-config.js';

const KUBEADM = HOST_TREES['kubeadm-debian-12'];
const withFiles = (files: Readonly<Record<string, string>>) => ({
  ...KUBEADM,
  files: { ...KUBEADM.files, ...files },
});

describe('host/services', () => {
  it('gives the services of the host, and not the programs of its pods', async () => {
    expect(await collected(hostServices, KUBEADM)).toMatchObject({
      'running.auditd': '1',
      'running.timesyncd': '1',
      'running.sshd': '1',
      'running.httpd': { absent: expect.any(String) },
      'time.clients': '1',
      'timesyncd.servers': 'present',
      'timesyncd.synchronized': 'present',
      'update.mechanisms': 'unattended-upgrades',
      'audit.rules': '1',
      'audit.rules.containers': '1',
      'auditd.disk_full_action': 'SUSPEND',
      'journal.persistent': 'present',
      'accounts.uid-0': '0',
      'group.docker.members': '0',
    });
  });

  it('takes the first value of sshd, drop-ins before the file that includes them, no Match block', async () => {
    expect(await collected(hostServices, KUBEADM)).toMatchObject({
      'sshd.PermitRootLogin': 'no',
      'sshd.PasswordAuthentication': 'no',
      'sshd.X11Forwarding': 'yes',
      'sshd.MaxAuthTries': '4',
      'sshd.LogLevel': { absent: expect.any(String) },
    });
  });

  it('counts a service once, whatever sessions it has, and no port that is another in each pass', async () => {
    const status = (name: string, parent: number): string => `Name:\t${name}\nPPid:\t${parent}\n`;
    const udp = (port: string): string => `  0: 00000000:${port} 00000000:0000 07 0 0 0 0 0 0 0\n`;
    const files = {
      '/proc/7001/status': status('snmpd', 1),
      '/proc/7002/status': status('snmpd', 7001),
      '/proc/7003/status': status('snmpd', 7002),
      '/proc/1/net/udp': `  sl  local_address rem_address\n${udp('0035')}${udp('E21F')}`,
    };
    expect(await collected(hostServices, withFiles(files))).toMatchObject({
      'running.snmpd': '1',
      'listening.udp': expect.stringMatching(/^53$/),
    });
  });

  it('knows nothing of sshd once a file that it includes is closed', async () => {
    const config = 'PermitRootLogin no\nInclude /etc/ssh/closed/*/x.conf\n';
    expect(await collected(hostServices, withFiles({ '/etc/ssh/sshd_config': config }))).toMatchObject({
      'sshd.PermitRootLogin': { unreadable: 'invalid' },
    });
    const loop = { '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config\n' };
    expect(await collected(hostServices, withFiles(loop))).toMatchObject({
      'sshd.PermitRootLogin': { unreadable: 'too-large' },
    });
  });

  it('sees how far each port is reached, through process 1', async () => {
    expect(await collected(hostServices, KUBEADM)).toMatchObject({
      'listening.22': 'any',
      'listening.10248': 'loopback',
      'listening.10255': { absent: expect.any(String) },
      'listening.tcp': '22,6443,10250',
    });
    const { '/proc/1/net/tcp': _gone, ...files } = KUBEADM.files ?? {};
    expect(await collected(hostServices, { ...KUBEADM, files })).toMatchObject({
      'listening.10255': { unreadable: 'io' },
      'listening.udp': '',
    });
  });

  it('tells where runtimes take orders, and of no other socket', async () => {
    const table = [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      '0000000000000000: 00000002 00000000 00010000 0001 01 101 /run/containerd/containerd.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03 102 /run/containerd/containerd.sock',
      '0000000000000000: 00000002 00000000 00010000 0001 01 103 /tmp/x/docker.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03 104 /home/eve/docker.sock',
      '0000000000000000: 00000002 00000000 00010000 0001 01 105 @/run/docker.sock',
      '0000000000000000: 00000002 00000000 00010000 0001 01 106 /run/secret-canary.sock',
      '0000000000000000: 00000002 00000000 00010000 0001 01 107',
      '',
    ].join('\n');
    expect(parseRuntimeSockets(table)).toEqual(['/run/containerd/containerd.sock', '/tmp/x/docker.sock']);
    const told = await collected(hostServices, withFiles({ '/proc/1/net/unix': table }));
    expect(told['listening.runtime-sockets']).toBe('/run/containerd/containerd.sock,/tmp/x/docker.sock');
    expect(await collected(hostServices, withFiles({ '/proc/1/net/unix': 'text\n' }))).toMatchObject({
      'listening.runtime-sockets': { unreadable: 'invalid' },
    });
    const { '/proc/1/net/unix': _gone, ...files } = KUBEADM.files ?? {};
    expect(await collected(hostServices, { ...KUBEADM, files })).toMatchObject({
      'listening.runtime-sockets': { unreadable: 'io' },
    });
  });

  it('finds a second root, shells of services, and members of docker', async () => {
    const files = {
      '/etc/passwd': 'root:x:0:0::/root:/bin/bash\ntoor::0:0::/:/bin/sh\nwww:x:33:33::/:/bin/bash\nbad\n',
      '/etc/group': 'docker:x:998:eve,mallory\n',
    };
    expect(await collected(hostServices, withFiles(files))).toMatchObject({
      'accounts.uid-0': '1',
      'accounts.service-shells': '1',
      'accounts.password-in-passwd': '1',
      'group.docker.members': '2',
    });
  });

  it('counts two clients of time, and the sources of chrony', async () => {
    const files = {
      '/proc/77/status': 'Name:\tchronyd\nPid:\t77\n',
      '/etc/chrony/chrony.conf': '# server no\npool a\n server b\n',
      '/etc/chrony/sources.d/x.sources': 'refclock PHC /dev/ptp0\n',
    };
    expect(await collected(hostServices, withFiles(files))).toMatchObject({
      'time.clients': '2',
      'chrony.sources': '3',
    });
  });

  it('proves nothing where nothing is mounted', async () => {
    const settings = await collected(hostServices, { files: { '/sys/kernel/x': '' } });
    for (const [key, setting] of Object.entries(settings).filter(([name]) => name !== 'nf-tables'))
      expect([key, setting]).toEqual([key, { unreadable: expect.any(String), detail: expect.any(String) }]);
  });
});

describe('what sshd and the kernel write', () => {
  it('keywords have values after blanks or =, quoted or not, before a comment', () => {
    expect(parseLine('  PermitRootLogin=no # x')).toEqual({ keyword: 'permitrootlogin', words: ['no'] });
    expect(parseLine('Include "/a b/*" /c')).toEqual({ keyword: 'include', words: ['/a b/*', '/c'] });
    expect(parseLine('# PermitRootLogin no')).toBeUndefined();
  });

  it('a listener is everywhere, at an address, or on the machine itself', () => {
    const line = (address: string, state: string): string => `0: ${address}:1F90 0:0 ${state} 0`;
    const text = [
      line('00000000', '0A'),
      line('0100007F', '0A'),
      line('0501A8C0', '0A'),
      line('00000000000000000000000001000000', '0A'),
      line('0000000000000000FFFF00000100007F', '0A'),
      line('00000000', '01'),
    ].join('\n');
    expect(parseListeners(text, 'tcp').map(({ reach }) => reach)).toEqual([
      'any',
      'loopback',
      'address',
      'loopback',
      'loopback',
    ]);
  });
});
