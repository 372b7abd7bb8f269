import { FILE_GROUPS, filePatterns, type FileGroup } from '@plimsoll/model';
import type { HostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';
import { flagValue } from '../host-collector/process-table.js';
import { collectedFiles } from '../testing/collected.js';
import { HOST_TREES, type HostTree } from '../testing/index.js';
import { parseAccounts } from './accounts.js';
import { hostFiles } from './host-files.collector.js';

const KUBEADM = HOST_TREES['kubeadm-debian-12'];

/** The same host, on which one path has another owner. */
const ownedBy =
  (path: string, uid: number, gid: number) =>
  (host: HostFiles): HostFiles => ({
    ...host,
    root: host.root,
    stat: async (asked) => {
      const found = await host.stat(asked);
      return found.outcome === 'read' && asked === path
        ? { outcome: 'read', value: { ...found.value, uid, gid } }
        : found;
    },
  });

const whole = (tree: HostTree): HostTree => ({ ...tree, folders: ['/usr/bin', ...(tree.folders ?? [])] });

describe('host/files', () => {
  it('gives the mode of every file of a control plane, and how many a pattern has', async () => {
    const files = await collectedFiles(hostFiles, KUBEADM);
    expect(files).toMatchObject({
      '/etc/kubernetes/manifests/kube-apiserver.yaml': { mode: 0o600 },
      '/etc/kubernetes/manifests/*': { matches: 4 },
      '/etc/kubernetes/pki/**/*.key': { matches: 6 },
      '/etc/kubernetes/pki/etcd/server.key': { mode: 0o644 },
      '/var/lib/etcd': { mode: 0o700, kind: 'directory' },
      'etcd --data-dir': { mode: 0o700, path: '/var/lib/etcd' },
      'kubelet --config': { mode: 0o644, path: '/var/lib/kubelet/config.yaml' },
      'kube-apiserver --encryption-provider-config': { mode: 0o600, path: '/etc/kubernetes/enc/enc.yaml' },
      'kube-proxy --kubeconfig': { absent: 'kube-proxy runs without --kubeconfig' },
      '/etc/rancher/k3s/k3s.yaml': { absent: expect.any(String) },
    });
  });

  it('gives digests of what is public, and never of keys, credentials or accounts', async () => {
    const files = await collectedFiles(hostFiles, KUBEADM);
    expect(files['/etc/kubernetes/pki/ca.crt']).toHaveProperty('digest');
    const withDigest = Object.entries(files).filter(([, entry]) => 'digest' in entry);
    expect(withDigest.map(([path]) => path).filter((path) => !/\.crt$|\.conf$/.test(path))).toEqual([]);
    for (const path of ['/etc/kubernetes/pki/ca.key', '/etc/kubernetes/admin.conf', '/etc/shadow'])
      expect(files[path]).not.toHaveProperty('digest');
  });

  it("names owners by the host's own accounts, by their number where no account has it", async () => {
    const other = await collectedFiles(hostFiles, KUBEADM, ownedBy('/var/lib/etcd', 111, 112));
    expect(other['/var/lib/etcd']).toMatchObject({ uid: 111, gid: 112, user: 'etcd', group: 'etcd' });
    const nobody = await collectedFiles(hostFiles, KUBEADM, ownedBy('/var/lib/etcd', 4711, 112));
    expect(nobody['/var/lib/etcd']).toMatchObject({ user: '4711', group: 'etcd' });
    const silent = await collectedFiles(hostFiles, whole({ files: { '/etc/hostname': 'x' } }));
    expect(silent['/etc/passwd']).toEqual({ absent: expect.any(String) });
  });

  it('has an entry for every pattern of every group, whatever the host is', async () => {
    for (const tree of Object.values(HOST_TREES)) {
      const files = await collectedFiles(hostFiles, tree);
      const groups = Object.keys(FILE_GROUPS) as readonly FileGroup[];
      for (const pattern of groups.flatMap((group) => filePatterns(group)))
        expect([pattern, files[pattern]]).toEqual([pattern, expect.anything()]);
    }
  });

  it('does not take a folder that is not mounted for one that is empty', async () => {
    const files = await collectedFiles(hostFiles, { files: { '/etc/hostname': 'only-etc\n' } });
    expect(files['/etc/kubernetes/admin.conf']).toEqual({ absent: expect.any(String) });
    expect(files['/var/lib/etcd']).toMatchObject({ unreadable: 'not-mounted' });
    expect(files['etcd --data-dir']).toMatchObject({ unreadable: 'not-mounted' });
  });

  it('says too-large of folders that are no configuration, and follows no loop of links', async () => {
    const names = Array.from({ length: 1100 }, (_none, index) => [`/etc/cni/net.d/${index}.conf`, '']);
    const tree = whole({
      files: Object.fromEntries(names),
      links: { '/etc/kubernetes/pki/again': '.', '/etc/kubernetes/pki/dangling.key': 'nowhere' },
    });
    const files = await collectedFiles(hostFiles, tree);
    expect(files['/etc/cni/net.d/*']).toMatchObject({ unreadable: 'too-large' });
    expect(files['/etc/kubernetes/pki/**/*.key']).toEqual({ absent: expect.any(String) });
  });

  it('is unreadable where a process names what the host does not have', async () => {
    const status = KUBEADM.files?.['/proc/1/status'] ?? '';
    const tree = whole({
      files: {
        '/proc/1/status': status,
        '/proc/7/status': 'Name:\tkube-apiserver\n',
        '/proc/7/cmdline': 'kube-apiserver\0--encryption-provider-config=/in/the/pod.yaml\0',
      },
    });
    const files = await collectedFiles(hostFiles, tree);
    expect(files['kube-apiserver --encryption-provider-config']).toMatchObject({ unreadable: 'namespace' });
    expect(files['etcd --data-dir']).toEqual({ absent: 'no etcd runs here' });
  });
});

describe('what accounts and flags are written as', () => {
  it('the first name of a number counts, lines that are none are left out', () => {
    const names = parseAccounts(
      'root:x:0:0::/:\ntoor:x:0:0::/:\n#no:x:5:\nbad\nx:y:z:\n:x:7:\netcd:x:112:\n',
    );
    expect([...names]).toEqual([
      [0, 'root'],
      [112, 'etcd'],
    ]);
  });

  it('the last of several flags counts, in every way of writing it', () => {
    expect(flagValue(['etcd', '--data-dir', '/a', '-data-dir=/b'], 'data-dir')).toBe('/b');
    expect(flagValue(['etcd', 'data-dir=/a', '--data-dirs=/b'], 'data-dir')).toBeUndefined();
  });
});
