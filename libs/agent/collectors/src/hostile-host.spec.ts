import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openHostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';
import { HOST_COLLECTORS, bodyOf } from './host-collectors.js';
import { HOST_TREES, plantHost } from './testing/index.js';

const PLACES = [
  '/proc/1/mountinfo',
  '/proc/swaps',
  '/proc/cpuinfo',
  '/proc/1/net/tcp',
  '/proc/810/cmdline',
  '/proc/810/status',
  '/proc/1400/cgroup',
  '/etc/passwd',
  '/etc/group',
  '/etc/ssh/sshd_config',
  '/etc/containerd/config.toml',
  '/etc/crio/crio.conf',
  '/etc/docker/daemon.json',
  '/usr/lib/os-release',
  '/etc/chrony.conf',
  '/etc/audit/audit.rules',
  '/sys/block',
  '/etc/kubernetes/pki',
  '/usr/lib/modules',
];

/** What a host may have in place of a file or a folder. */
const BAD: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'a FIFO': async (path) => void execFileSync('mkfifo', [path]),
  'a huge file': async (path) => {
    await writeFile(path, 'x');
    await truncate(path, 100_000_000);
  },
  'bytes that are no text': (path) => writeFile(path, Uint8Array.from([0xff, 0xfe, 0, 1, 2, 0xc3])),
  'a loop of links': (path) => symlink(path.slice(path.lastIndexOf('/') + 1), path),
  'a dangling link': (path) => symlink('nowhere', path),
  'a folder or a file': (path) => mkdir(path),
  'an endless line': (path) => writeFile(path, 'version = 3\n# '.padEnd(60_000, '=[{"\\')),
  nothing: () => Promise.resolve(),
};

describe.each(Object.keys(BAD))('a host with %s in place of what is read', (name) => {
  it('gives every source, in bounded time, and no text made of it', async () => {
    const host = await plantHost(HOST_TREES['kubeadm-debian-12']);
    for (const place of PLACES) {
      const path = join(host.root, place);
      await rm(path, { recursive: true, force: true });
      await mkdir(dirname(path), { recursive: true });
      await BAD[name]?.(path);
    }
    const files = openHostFiles(host.root);
    for (const collector of HOST_COLLECTORS) {
      const body = await bodyOf(collector, files, new AbortController().signal);
      expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
      expect(JSON.stringify(body)).not.toContain('\\u0000');
    }
    await host.remove();
  });

  it('proves no absence of what could not be read', async () => {
    if (name === 'nothing' || name === 'a dangling link') return;
    const host = await plantHost(HOST_TREES['kubeadm-debian-12']);
    for (const place of [
      '/proc/810/status',
      '/proc/1/mountinfo',
      '/etc/ssh/sshd_config',
      '/proc/1/net/tcp',
      '/proc/swaps',
      '/etc/passwd',
    ]) {
      const path = join(host.root, place);
      await rm(path, { recursive: true, force: true });
      await BAD[name]?.(path);
    }
    const files = openHostFiles(host.root);
    const settings = new Map<string, unknown>();
    for (const collector of HOST_COLLECTORS) {
      const body = await bodyOf(collector, files, new AbortController().signal);
      if (body.shape === 'settings')
        for (const [key, setting] of Object.entries(body.settings))
          settings.set(`${collector.source} ${key}`, setting);
    }
    for (const key of [
      'host/processes process.crio',
      'host/storage mount./tmp',
      'host/services listening.10255',
      'host/storage swap',
      'host/services accounts.uid-0',
      // sshd would not start with such a file, and nothing in it is a keyword of those that are judged.
      ...(name === 'an endless line' ? [] : ['host/services sshd.LogLevel']),
    ])
      expect([key, settings.get(key)]).toEqual([
        key,
        expect.objectContaining({ unreadable: expect.any(String) }),
      ]);
    await host.remove();
  });
});
