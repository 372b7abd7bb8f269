import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';

export const CGROUP_ROOT = '/sys/fs/cgroup';

/** What kubelets name the group of all pods: with the systemd driver, without it, and inside a node that is a container. */
const NAMES = ['kubepods.slice', 'kubepods', 'kubelet.slice/kubelet-kubepods.slice', 'kubelet/kubepods'];
/** The root of cgroup v2, then a hierarchy of v1 that every kubelet uses. */
const HIERARCHIES = ['', '/memory', '/cpu', '/systemd'];

/**
 * The control group that a kubelet keeps its pods in: the sign, readable by anybody, that this host is a Kubernetes
 * node. Without any control group to be seen it is not known.
 */
export async function podsCgroup(reader: SettingReader): Promise<Setting> {
  for (const hierarchy of HIERARCHIES) {
    for (const name of NAMES) {
      const path = `${CGROUP_ROOT}${hierarchy}/${name}`;
      if ((await reader.host.stat(path)).outcome === 'read') return path;
    }
  }
  const groups = await reader.host.list(CGROUP_ROOT);
  if (groups.outcome === 'unreadable') return { unreadable: groups.reason, detail: groups.detail };
  if (groups.outcome === 'absent' || groups.value.length === 0)
    return { unreadable: 'not-mounted', detail: `no control groups at ${CGROUP_ROOT}` };
  return { absent: `no group of a kubelet below ${CGROUP_ROOT}` };
}
