import { podControl } from '../../pod-security/pod-control.js';
import { containerSecurityFields } from '../../pod-security/pod.js';

export const readOnlyRootFilesystem = podControl({
  id: 'workload/read-only-root-filesystem',
  title: 'The root file system of containers is read-only',
  severity: 'low',
  why: 'What cannot be written cannot be replaced: an intruder finds no place for tools and cannot change the program that runs.',
  remedy: 'Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where the program writes.',
  references: ['kubescape:C-0017'],
  check: (pod) =>
    pod.isWindows
      ? [pod.spec.at('os').at('name').look(true, 'anything: Windows cannot do it')]
      : containerSecurityFields(pod, 'readOnlyRootFilesystem').map((field) =>
          field.look(field.flag() === true, 'true'),
        ),
});
