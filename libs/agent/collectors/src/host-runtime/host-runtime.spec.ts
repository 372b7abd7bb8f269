import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostRuntime } from './host-runtime.collector.js';
import { merged } from './toml-table.js';

const KUBEADM = HOST_TREES['kubeadm-debian-12'];
const MAIN = '/etc/containerd/config.toml';
const withFiles = (files: Readonly<Record<string, string>>) => ({
  ...KUBEADM,
  files: { ...KUBEADM.files, ...files },
});

describe('containerd', () => {
  it('is read in versions 2 and 3 of its format', async () => {
    expect(await collected(hostRuntime, HOST_TREES['bottlerocket-arm64'])).toMatchObject({
      containerd: 'present',
      'containerd.version': '3',
      'containerd.enable_selinux': 'true',
      'containerd.runtimes': 'runc',
      'containerd.runtimes.runtime_type': 'runc=io.containerd.runc.v2',
      'containerd.disable_apparmor': { absent: expect.any(String) },
      crio: { absent: expect.any(String) },
    });
    const plain = { '/etc/containerd/config.toml': 'version = 2\n[grpc]\ntcp_address = "0.0.0.0:1"\n' };
    expect(await collected(hostRuntime, withFiles(plain))).toMatchObject({
      'containerd.version': '2',
      'containerd.grpc.tcp_address': '0.0.0.0:1',
    });
  });

  it('says nothing where releases would come to different values', async () => {
    expect(await collected(hostRuntime, KUBEADM)).toMatchObject({
      'containerd.runtimes': { unreadable: 'invalid' },
      'containerd.grpc.tcp_address': { absent: expect.any(String) },
      'hosts.toml.skip_verify': '0',
      'hosts.toml.mirrors': 'mirror.example.org,registry-1.docker.io',
    });
  });

  it('merges imports of version 3, lists to lists, the later word first', async () => {
    const files = {
      [MAIN]:
        'version = 3\nimports = ["conf.d/*.toml", "/etc/containerd/config.toml"]\n[debug]\nlevel = "info"\n',
      '/etc/containerd/conf.d/10-runtimes.toml': '[debug]\nlevel = "debug"\n',
      '/etc/containerd/conf.d/20.toml': '[plugins."io.containerd.cri.v1.runtime"]\ncdi_spec_dirs = ["/a"]\n',
      '/etc/containerd/conf.d/30.toml':
        '[plugins."io.containerd.cri.v1.runtime"]\ncdi_spec_dirs = ["/a", "/b"]\n',
    };
    expect(await collected(hostRuntime, withFiles(files))).toMatchObject({
      'containerd.debug.level': 'debug',
      'containerd.cdi_spec_dirs': '/a,/b',
      'containerd.imports': expect.stringContaining('conf.d/*.toml'),
    });
  });

  it('is unreadable when it is malformed, of a version of the future, or its imports are closed', async () => {
    for (const text of [
      'version = ',
      'version = 9\n',
      'version = 3\nimports = ["/nowhere.toml"]\n',
      'version = 3\nimports = ["/etc/*/x/*.toml"]\n',
    ])
      expect(
        (await collected(hostRuntime, withFiles({ [MAIN]: text })))['containerd.enable_selinux'],
      ).toMatchObject({
        unreadable: 'invalid',
      });
  });

  it('never shows passwords of registries', async () => {
    const text = `version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."r.example.org".auth]
username = "mallory"
password = "hunter2"
[plugins."io.containerd.grpc.v1.cri".registry.configs."r.example.org".tls]
insecure_skip_verify = true
`;
    const files = {
      [MAIN]: text,
      '/etc/containerd/certs.d/a/hosts.toml': 'server = "http://mallory:hunter2@a.example.org/x"\n',
    };
    const settings = await collected(hostRuntime, withFiles(files));
    expect(settings).toMatchObject({
      'containerd.registry.auths': '1',
      'containerd.registry.configs.insecure_skip_verify': '1',
      'hosts.toml.plain-http': '1',
    });
    expect(JSON.stringify(settings)).not.toMatch(/hunter2|mallory/);
  });
});

describe('CRI-O and Docker', () => {
  it('CRI-O takes the last of its files', async () => {
    const files = {
      '/etc/crio/crio.conf': '[crio.runtime]\nselinux = true\ndefault_capabilities = ["CHOWN", "KILL"]\n',
      '/etc/crio/crio.conf.d/10-x.conf':
        '[crio.runtime]\nselinux = false\ndefault_capabilities = ["CHOWN"]\n',
      '/etc/containers/registries.conf': '[[registry]]\nlocation = "a"\ninsecure = true\n',
      '/etc/containers/policy.json': '{"default":[{"type":"insecureAcceptAnything"}]}',
    };
    expect(await collected(hostRuntime, withFiles(files))).toMatchObject({
      crio: 'present',
      'crio.runtime.selinux': 'false',
      'crio.runtime.default_capabilities': 'CHOWN',
      'crio.api.stream_address': { absent: expect.any(String) },
      'registries.conf.insecure': '1',
      'policy.json.default': 'insecureAcceptAnything',
    });
  });

  it('Docker takes its file and its command line', async () => {
    const files = {
      '/etc/docker/daemon.json': '{"icc": false, "insecure-registries": ["a:5000"]}',
      '/proc/9/status': 'Name:\tdockerd\n',
      '/proc/9/cmdline': 'dockerd\0-H\0tcp://0.0.0.0:2375\0--no-new-privileges\0',
    };
    expect(await collected(hostRuntime, withFiles(files))).toMatchObject({
      docker: 'present',
      'docker.hosts': 'tcp',
      'docker.icc': 'false',
      'docker.no-new-privileges': 'true',
      'docker.insecure-registries': '1',
    });
  });
});

describe('merging', () => {
  it('keeps every key of both, and is the same twice', () => {
    const table = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string())));
    fc.assert(
      fc.property(table, table, fc.boolean(), (earlier, later, emptyCounts) => {
        const how = { lists: 'append', emptyCounts } as const;
        const once = merged(earlier, later, how);
        expect(Object.keys(once).sort()).toEqual(
          [...new Set([...Object.keys(earlier), ...Object.keys(later)])].sort(),
        );
        expect(merged(once, later, how)).toEqual(once);
      }),
    );
  });
});
