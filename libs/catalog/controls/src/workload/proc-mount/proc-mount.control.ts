import { versionedPodControl } from '../../pod-security/pod-control.js';
import { seeProcMounts } from '../../pod-security/proc-mount.js';

export const procMount = versionedPodControl({
  id: 'workload/proc-mount',
  title: 'Containers keep the masks over /proc, unless the pod has a user namespace',
  severity: 'medium',
  why: 'The masks hide the parts of /proc through which a process as root changes the kernel of the node.',
  remedy:
    'Remove securityContext.procMount, or set it to Default; from Kubernetes 1.35 on, hostUsers: false permits Unmasked.',
  references: ['pss:procMount'],
  check: (pod, looks, minor) => {
    if (minor >= 35 && pod.hasUserNamespace) looks.see(true, pod.spec, 'hostUsers', 'false');
    else seeProcMounts(pod, looks);
  },
});
