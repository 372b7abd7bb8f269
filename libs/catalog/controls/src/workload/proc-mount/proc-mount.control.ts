import { versionedPodControl } from '../../pod-security/pod-control.js';
import { containerSecurityFields } from '../../pod-security/pod.js';

export const procMount = versionedPodControl({
  id: 'workload/proc-mount',
  title: 'Containers keep the masks over /proc, unless the pod has a user namespace',
  severity: 'medium',
  why: 'The masks hide the parts of /proc through which a process as root changes the kernel of the node.',
  remedy:
    'Remove securityContext.procMount, or set it to Default; from Kubernetes 1.35 on, hostUsers: false permits Unmasked.',
  references: ['pss:procMount'],
  check: (pod, minor) =>
    minor >= 35 && pod.hasUserNamespace
      ? [pod.spec.at('hostUsers').look(true, 'false')]
      : containerSecurityFields(pod, 'procMount').map((field) =>
          field.look((field.text() ?? 'Default') === 'Default', 'not set, or Default'),
        ),
});
