import debianMicrovm from './hosts/debian-12-microvm.json' with { type: 'json' };
import rhelArm64 from './hosts/rhel-9-arm64.json' with { type: 'json' };
import ubuntuNode from './hosts/ubuntu-24.04-node.json' with { type: 'json' };
import type { HostTree } from './plant-host.js';

/** Hosts to test against; each file says where it comes from. */
export const HOST_TREES: Readonly<
  Record<'debian-12-microvm' | 'rhel-9-arm64' | 'ubuntu-24.04-node', HostTree>
> = {
  'debian-12-microvm': debianMicrovm,
  'rhel-9-arm64': rhelArm64,
  'ubuntu-24.04-node': ubuntuNode,
};
