import { versionedPodControl } from '../../pod-security/pod-control.js';
import { containerSecurityFields } from '../../pod-security/pod.js';

export const privilegeEscalation = versionedPodControl({
  id: 'workload/privilege-escalation',
  title: 'Containers switch off privilege escalation',
  severity: 'medium',
  why: 'Unless it is switched off, a program with the setuid bit makes root out of any user inside the container.',
  remedy:
    'Set securityContext.allowPrivilegeEscalation: false in every container; there is no setting for the whole pod.',
  references: ['pss:allowPrivilegeEscalation', 'kubescape:C-0016', 'cis-kubernetes-1.12:5.2.6'],
  since: 8,
  check: (pod, minor) =>
    pod.isWindows && minor >= 25
      ? [pod.spec.at('os').at('name').look(true, 'anything: Windows has no setuid')]
      : containerSecurityFields(pod, 'allowPrivilegeEscalation').map((field) =>
          field.look(field.flag() === false, 'false'),
        ),
});
