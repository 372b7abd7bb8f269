import { podControl } from '../../pod-security/pod-control.js';

export const secretEnvironment = podControl({
  id: 'workload/secret-environment',
  title: 'Secrets come as files, not as environment variables',
  severity: 'medium',
  why: 'The environment is inherited by every child process, printed by crash reports and debug pages, and does not follow when the secret is changed.',
  remedy: 'Mount the secret as a volume and read the file.',
  references: ['kubescape:C-0207', 'cis-kubernetes-1.12:5.4.1'],
  check: (pod, looks) => {
    for (const container of pod.containers) {
      for (const variable of container.items('env')) {
        const from = variable.at('valueFrom');
        looks.see(!from.holdsObject('secretKeyRef'), from, 'secretKeyRef', 'not set');
      }
      for (const source of container.items('envFrom'))
        looks.see(!source.holdsObject('secretRef'), source, 'secretRef', 'not set');
    }
  },
});
