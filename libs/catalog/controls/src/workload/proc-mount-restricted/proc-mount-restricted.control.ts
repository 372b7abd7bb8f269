import { versionedPodControl } from '../../pod-security/pod-control.js';
import { seeProcMounts } from '../../pod-security/proc-mount.js';

export const procMountRestricted = versionedPodControl({
  id: 'workload/proc-mount-restricted',
  title: 'Containers keep the masks over /proc, user namespace or not',
  severity: 'medium',
  why: 'A user namespace weakens root, but the unmasked /proc still shows the kernel of the node and widens what can be attacked.',
  remedy: 'Remove securityContext.procMount, or set it to Default.',
  references: ['pss:procMount_restricted'],
  since: 35,
  check: seeProcMounts,
});
