import { versionedPodControl } from '../../pod-security/pod-control.js';

export const privilegeEscalation = versionedPodControl({
  id: 'workload/privilege-escalation',
  title: 'Containers switch off privilege escalation',
  severity: 'medium',
  why: 'Unless it is switched off, a program with the setuid bit makes root out of any user inside the container.',
  remedy:
    'Set securityContext.allowPrivilegeEscalation: false in every container; there is no setting for the whole pod.',
  references: ['pss:allowPrivilegeEscalation', 'kubescape:C-0016', 'cis-kubernetes-1.12:5.2.6'],
  since: 8,
  check: (pod, looks, minor) => {
    if (pod.isWindows && minor >= 25)
      looks.see(true, pod.spec.at('os'), 'name', 'anything: Windows has no setuid');
    else
      for (const context of pod.containerContexts)
        looks.see(
          context.flag('allowPrivilegeEscalation') === false,
          context,
          'allowPrivilegeEscalation',
          'false',
        );
  },
});
