import bottlerocketArm64 from './hosts/bottlerocket-arm64.json' with { type: 'json' };
import debianMicrovm from './hosts/debian-12-microvm.json' with { type: 'json' };
import kubeadmDebian from './hosts/kubeadm-debian-12.json' with { type: 'json' };
import rhelArm64 from './hosts/rhel-9-arm64.json' with { type: 'json' };
import ubuntuNode from './hosts/ubuntu-24.04-node.json' with { type: 'json' };
import type { HostTree } from './plant-host.js';

/** Hosts to test against; each file says where it comes from. */
export const HOST_TREES: Readonly<
  Record<
    'bottlerocket-arm64' | 'debian-12-microvm' | 'kubeadm-debian-12' | 'rhel-9-arm64' | 'ubuntu-24.04-node',
    HostTree
  >
> = {
  'bottlerocket-arm64': bottlerocketArm64,
  'debian-12-microvm': debianMicrovm,
  'kubeadm-debian-12': kubeadmDebian,
  'rhel-9-arm64': rhelArm64,
  'ubuntu-24.04-node': ubuntuNode,
};
