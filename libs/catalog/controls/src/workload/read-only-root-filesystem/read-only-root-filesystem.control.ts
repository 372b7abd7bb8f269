import { podControl } from '../../pod-security/pod-control.js';

export const readOnlyRootFilesystem = podControl({
  id: 'workload/read-only-root-filesystem',
  title: 'The root file system of containers is read-only',
  severity: 'low',
  why: 'What cannot be written cannot be replaced: an intruder finds no place for tools and cannot change the program that runs.',
  remedy: 'Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where the program writes.',
  references: ['kubescape:C-0017'],
  check: (pod, looks) => {
    if (pod.isWindows) looks.see(true, pod.spec.at('os'), 'name', 'anything: Windows cannot do it');
    else
      for (const context of pod.containerContexts)
        looks.see(context.flag('readOnlyRootFilesystem') === true, context, 'readOnlyRootFilesystem', 'true');
  },
});
