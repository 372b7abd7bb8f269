import { podControl } from '../../pod-security/pod-control.js';

export const windowsHostProcess = podControl({
  id: 'workload/windows-host-process',
  title: 'No container runs as a process of its Windows node',
  severity: 'high',
  why: 'A host process container is no container: it runs on the node with an account of the node.',
  remedy: 'Remove securityContext.windowsOptions.hostProcess from the pod and its containers.',
  references: ['pss:windowsHostProcess', 'cis-kubernetes-1.12:5.2.10'],
  check: (pod, looks) => {
    for (const context of pod.contexts) {
      const options = context.at('windowsOptions');
      looks.see(options.flag('hostProcess') !== true, options, 'hostProcess', 'not true');
    }
  },
});
