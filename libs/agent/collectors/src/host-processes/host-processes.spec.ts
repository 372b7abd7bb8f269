import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostProcesses } from './host-processes.collector.js';
import { mountAt, parseMounts } from '../host-collector/mount-line.js';

const KUBEADM = HOST_TREES['kubeadm-debian-12'];

describe('host/processes', () => {
  it('says which components run, and which prove not to', async () => {
    expect(await collected(hostProcesses, KUBEADM)).toMatchObject({
      'process.kube-apiserver': '1',
      'process.kube-controller-manager': '1',
      'process.crio': { absent: expect.any(String) },
    });
    expect(await collected(hostProcesses, HOST_TREES['bottlerocket-arm64'])).toMatchObject({
      'process.kubelet': '1',
      'process.kube-apiserver': { absent: expect.any(String) },
    });
  });

  it('counts what confines the processes of pods, and names the programs that nothing does', async () => {
    expect(await collected(hostProcesses, KUBEADM)).toMatchObject({
      'pods.containers': '6',
      'pods.seccomp-disabled': '1',
      'pods.seccomp-disabled.names': 'kube-proxy',
      'pods.sys-admin': '1',
      'pods.unconfined': '1',
      'pods.no-new-privileges': '1',
      'pods.user-namespace': '0',
      'pods.host-root': '0',
    });
  });

  it('counts nothing that this kernel does not tell of a process', async () => {
    const files = Object.entries(KUBEADM.files ?? {}).map(([path, text]) => [
      path,
      path.endsWith('/status') ? text.replaceAll(/^(?:Seccomp|CapEff):.*\n/gm, '') : text,
    ]);
    expect(await collected(hostProcesses, { ...KUBEADM, files: Object.fromEntries(files) })).toMatchObject({
      'pods.seccomp-disabled': { unreadable: 'invalid' },
      'pods.sys-admin': { unreadable: 'invalid' },
      'pods.no-new-privileges': '1',
    });
  });

  it('sees the sockets and the roots of the host that pods hold', async () => {
    const line = (root: string, point: string): string =>
      `9 1 259:1 ${root} ${point} rw - ext4 /dev/nvme0n1p1 rw`;
    const files = {
      ...KUBEADM.files,
      '/proc/1400/mountinfo': `8 1 0:60 / / rw - overlay overlay rw\n${line('/', '/host')}\n9 1 0:25 /containerd/containerd.sock /run/c.sock rw - tmpfs tmpfs rw\n`,
    };
    expect(await collected(hostProcesses, { ...KUBEADM, files })).toMatchObject({
      'pods.runtime-socket': '1',
      'pods.host-root': '1',
      'pods.host-proc': '0',
    });
  });

  it('proves no absence where processes are hidden, nor from within a container', async () => {
    const { '/proc/1/status': _hidden, ...files } = KUBEADM.files ?? {};
    const hidden = await collected(hostProcesses, { ...KUBEADM, files });
    expect(hidden).toMatchObject({
      'process.kube-apiserver': '1',
      'process.crio': { unreadable: 'permission' },
      'pods.seccomp-disabled': { unreadable: 'permission' },
    });
  });
});

describe('a line of mountinfo', () => {
  it('has tags of any number, and octal numbers for blanks', () => {
    const text =
      '36 35 98:0 /a\\040b /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\nbad\n';
    expect(mountAt(parseMounts(text), '/mnt 2')).toEqual({
      device: '98:0',
      root: '/a b',
      point: '/mnt 2',
      options: ['rw', 'noatime'],
      tags: ['master:1', 'shared:2'],
      type: 'ext3',
      source: '/dev/root',
      superOptions: ['rw', 'errors=continue'],
    });
  });
});
