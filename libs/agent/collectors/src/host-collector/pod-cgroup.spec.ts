import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostProcesses } from '../host-processes/host-processes.collector.js';
import { podCgroup } from './pod-cgroup.js';

const UID = '1f0c3a52-9f7e-4a56-b9d5-0c7d7c1f2a3b';
const ID = 'ab'.repeat(32);

describe('the control group of a process', () => {
  it.each([
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`,
    `/kubepods/besteffort/pod${UID}/${ID}`,
    `/../../pod${UID}/${ID}`,
    `/../../../burstable/pod${UID.replaceAll('-', '')}/${ID}`,
    `/../../kubepods-besteffort-pod${UID.replaceAll('-', '_')}.slice/crio-${ID}.scope`,
    `/../cri-containerd-${ID}.scope`,
    `/../${ID}`,
  ])('is that of a pod, from wherever it is seen: %s', (path) => {
    expect(podCgroup(`0::${path}\n`)).toBe(path);
    expect(podCgroup(`9:name=systemd:/x\n4:memory:${path}\n`)).toBe(path);
  });

  it.each([
    '/',
    '/..',
    '/init.scope',
    '/../../../../init.scope',
    '/../../../../system.slice/containerd.service',
    `/../../../../system.slice/docker-${ID}.scope`,
    `/docker/${ID}`,
    '/user.slice/user-1000.slice/pod.scope',
    '/machine.slice/podman-42.scope',
  ])('is one of the host: %s', (path) => {
    expect(podCgroup(`0::${path}\n`)).toBeUndefined();
  });

  it('counts a pod for an agent in another', async () => {
    const kubeadm = HOST_TREES['kubeadm-debian-12'];
    const groups = Object.entries(kubeadm.files ?? {}).filter(
      ([path, text]) => /^\/proc\/\d+\/cgroup$/.test(path) && text.includes('kubepods'),
    );
    const seen = Object.fromEntries(
      groups.map(([path], index) => [path, `0::/../../pod${UID}/${`${index}`.padStart(64, 'a')}\n`]),
    );
    const files = { ...kubeadm.files, ...seen };
    expect(await collected(hostProcesses, { ...kubeadm, files })).toMatchObject({
      'pods.containers': `${groups.length}`,
      'pods.seccomp-disabled': '1',
      'pods.seccomp-disabled.names': 'kube-proxy',
    });
  });
});
