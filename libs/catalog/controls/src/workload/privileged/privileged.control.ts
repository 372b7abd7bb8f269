import { podControl } from '../../pod-security/pod-control.js';

export const privileged = podControl({
  id: 'workload/privileged',
  title: 'Containers do not run privileged',
  severity: 'high',
  why: 'A privileged container has every capability and every device of its node, so whoever takes it over owns the node and all pods on it.',
  remedy:
    'Remove securityContext.privileged from the container, and grant the one capability or device that it needs.',
  references: ['pss:privileged', 'kubescape:C-0057', 'cis-kubernetes-1.12:5.2.2'],
  check: (pod, looks) => {
    for (const context of pod.containerContexts)
      looks.see(context.flag('privileged') !== true, context, 'privileged', 'not true');
  },
});
