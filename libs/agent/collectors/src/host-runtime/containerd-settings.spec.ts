import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostRuntime } from './host-runtime.collector.js';

const KUBEADM = HOST_TREES['kubeadm-debian-12'];
const filesWith = (config: string): Readonly<Record<string, string>> => ({
  ...KUBEADM.files,
  '/etc/containerd/config.toml': config,
});

describe('the configuration of containerd', () => {
  it('tells of each handler whether it says what another does', async () => {
    const runtimes = 'plugins."io.containerd.cri.v1.runtime".containerd.runtimes';
    const text = `version = 3\n[${runtimes}.runc]\nprivileged_without_host_devices = true\n[${runtimes}.kata]\n`;
    expect(await collected(hostRuntime, { ...KUBEADM, files: filesWith(text) })).toMatchObject({
      'containerd.runtimes.privileged_without_host_devices': 'runc=true kata=',
      'containerd.runtimes.cgroup_writable': { absent: expect.any(String) },
    });
  });

  it('is not known where an import is in a folder that an agent does not have', async () => {
    const all = filesWith('version = 3\nimports = ["/srv/containerd/*.toml"]\n');
    const mounted = Object.entries(all).filter(([path]) => /^\/(?:proc|sys|etc|usr\/lib)\//.test(path));
    const settings = await collected(hostRuntime, { files: Object.fromEntries(mounted) });
    expect(settings['containerd.enable_selinux']).toMatchObject({ unreadable: 'not-mounted' });
  });
});
