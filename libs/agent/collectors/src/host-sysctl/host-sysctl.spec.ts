import type { HostFiles, ReadOutcome } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';
import { namespaceOfKey, namespaceOwner } from '../host-collector/kernel-namespace.js';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostSysctl } from './host-sysctl.collector.js';
import { SYSCTL_KEYS } from './sysctl-keys.js';
import { forwardingColumn } from './ip-forwarding.js';

interface Live {
  readonly links?: Readonly<Record<string, string>>;
  readonly inodes?: Readonly<Record<string, number>>;
  readonly files?: Readonly<Record<string, string>>;
}

const found = <Value>(value: Value | undefined): ReadOutcome<Value> =>
  value === undefined
    ? { outcome: 'unreadable', reason: 'permission', detail: 'EACCES' }
    : { outcome: 'read', value };

/** A live procfs as a pod sees it: what is not named is closed to it. */
const liveHost = ({ links = {}, inodes = {}, files = {} }: Live): HostFiles => ({
  root: '/host',
  readText: async (path) =>
    found(files[path] ?? (path.startsWith('/proc/sys/') ? `value of ${path}\n` : undefined)),
  readBytes: async () => found<Uint8Array>(undefined),
  readLink: async (path) => found(links[path]),
  list: async () => found<readonly string[]>(undefined),
  stat: async (path) => {
    const inode = inodes[path];
    return found(
      inode === undefined
        ? undefined
        : ({ kind: 'file', mode: 0o444, uid: 0, gid: 0, size: 0, inode, device: 1 } as const),
    );
  },
  isLiveProcfs: async () => found(true),
});

const net = (own: number, node: number): Live => ({
  inodes: { '/proc/self/net/dev': own, '/proc/1/net/dev': node },
});
const settingsOf = (live: Live) => hostSysctl.collect(liveHost(live), new AbortController().signal);
const SNMP = 'Ip: Forwarding DefaultTTL\nIp: 1 64\nIcmp: InMsgs\nIcmp: 0\n';

describe('whose network settings are given', () => {
  it("the node's, when the links say that the namespace is its own", async () => {
    const links = { '/proc/self/ns/net': 'net:[1]', '/proc/1/ns/net': 'net:[1]' };
    expect(await settingsOf({ links })).toMatchObject({
      'reader.net-namespace': 'node',
      'net.ipv4.tcp_syncookies': 'value of /proc/sys/net/ipv4/tcp_syncookies',
    });
  });

  it("the node's, when only the inode numbers say so", async () => {
    expect(await settingsOf(net(7, 7))).toMatchObject({
      'reader.net-namespace': 'node',
      'net.ipv4.ip_forward': expect.stringContaining('value'),
    });
  });

  it.each([
    ['links differ', { links: { '/proc/self/ns/net': 'net:[2]', '/proc/1/ns/net': 'net:[1]' } }, 'other'],
    ['inodes differ', net(8, 7), 'other'],
    ['nothing tells', {}, 'unproven'],
  ] satisfies [string, Live, string][])('none, when the %s', async (_title, live, owner) => {
    const settings = await settingsOf(live);
    const network = Object.entries(settings).filter(([key]) => key.startsWith('net.'));
    expect(network).toHaveLength(SYSCTL_KEYS.filter(({ key }) => key.startsWith('net.')).length);
    for (const [key, setting] of network)
      expect([key, setting]).toEqual([key, expect.objectContaining({ unreadable: 'namespace' })]);
    expect(settings).toMatchObject({
      'reader.net-namespace': owner,
      'kernel.kptr_restrict': expect.stringContaining('value'),
    });
  });

  it('from another namespace only forwarding, which process 1 tells', async () => {
    const settings = await settingsOf({ ...net(8, 7), files: { '/proc/1/net/snmp': SNMP } });
    expect(settings).toMatchObject({
      'net.ipv4.ip_forward': '1',
      'net.ipv4.tcp_syncookies': { unreadable: 'namespace' },
    });
    const off = await settingsOf({
      ...net(8, 7),
      files: { '/proc/1/net/snmp': SNMP.replace('Ip: 1', 'Ip: 2') },
    });
    expect(off['net.ipv4.ip_forward']).toBe('0');
  });

  it("a captured tree's own", async () => {
    const settings = await collected(hostSysctl, HOST_TREES['ubuntu-24.04-node']);
    expect(settings).toMatchObject({
      'reader.net-namespace': 'captured',
      'net.ipv4.conf.all.rp_filter': '2',
    });
  });
});

describe('the column of forwarding', () => {
  it('is found by its name, and not where there is none', () => {
    expect(forwardingColumn(SNMP)).toBe('1');
    expect(forwardingColumn('Ip: DefaultTTL Forwarding\nIp: 64 2\n')).toBe('2');
    for (const text of ['', 'Ip: 1 64\n', 'Ip: Forwarding\n', 'Tcp: Forwarding\nTcp: 1\n'])
      expect(forwardingColumn(text)).toBeUndefined();
  });
});

describe('the namespace of a key', () => {
  it('is that of facts/node/privileges, rules 3 and 5', () => {
    expect(
      [
        'net.ipv4.ip_forward',
        'user.max_user_namespaces',
        'kernel.hostname',
        'kernel.shmmax',
        'kernel.msgmax',
        'fs.mqueue.msg_max',
        'kernel.kptr_restrict',
      ].map(namespaceOfKey),
    ).toEqual(['net', 'user', 'uts', 'ipc', 'ipc', 'ipc', undefined]);
  });

  it('is the initial one by its number, where the threads of the kernel are seen', async () => {
    const files = { '/proc/2/comm': 'kthreadd\n' };
    const own = (number: string): Live => ({ files, links: { '/proc/self/ns/uts': `uts:[${number}]` } });
    expect(await namespaceOwner(liveHost(own('4026531838')), 'uts')).toMatchObject({ owner: 'node' });
    expect(await namespaceOwner(liveHost(own('4026532999')), 'uts')).toMatchObject({ owner: 'other' });
    expect(
      await namespaceOwner(liveHost({ ...own('4026531838'), files: { '/proc/2/comm': 'bash\n' } }), 'uts'),
    ).toMatchObject({ owner: 'unproven' });
  });
});

describe('host/sysctl', () => {
  it('gives raw text, absence and nothing else of a small virtual machine', async () => {
    expect(await collected(hostSysctl, HOST_TREES['debian-12-microvm'])).toMatchObject({
      'kernel.kptr_restrict': '0',
      'kernel.core_pattern': 'core',
      'kernel.osrelease': '6.18.44-fc-v669',
      'kernel.modprobe': { absent: expect.stringContaining('/proc/sys/kernel/modprobe') },
      'kernel.yama.ptrace_scope': { absent: expect.any(String) },
    });
  });
});
