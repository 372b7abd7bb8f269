import { podControl } from '../../pod-security/pod-control.js';

export const hostPathVolumes = podControl({
  id: 'workload/host-path-volumes',
  title: 'No volume comes from a directory of the node',
  severity: 'high',
  why: 'A directory of the node, mounted read-only too, shows the credentials of the kubelet and of other pods, and ties the pod to that node.',
  remedy: 'Use a persistent volume claim, a projected volume or an emptyDir instead of hostPath.',
  references: ['pss:hostPathVolumes', 'kubescape:C-0048', 'cis-kubernetes-1.12:5.2.11'],
  check: (pod, looks) => {
    for (const volume of pod.spec.items('volumes'))
      looks.see(!volume.holdsObject('hostPath'), volume, 'hostPath', 'not set');
  },
});
