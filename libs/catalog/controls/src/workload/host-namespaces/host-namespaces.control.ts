import { podControl } from '../../pod-security/pod-control.js';

const NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC'];

export const hostNamespaces = podControl({
  id: 'workload/host-namespaces',
  title: 'The pod stays out of the network, process and IPC namespaces of its node',
  severity: 'high',
  why: 'In the namespaces of the node a pod sees and signals other processes, reads their memory segments, and reaches services that listen on the loopback of the node only; network policies do not hold it.',
  remedy: 'Remove hostNetwork, hostPID and hostIPC from the pod spec.',
  references: [
    'pss:hostNamespaces',
    'kubescape:C-0038',
    'kubescape:C-0041',
    'kubescape:C-0275',
    'kubescape:C-0276',
    'cis-kubernetes-1.12:5.2.3',
    'cis-kubernetes-1.12:5.2.4',
    'cis-kubernetes-1.12:5.2.5',
  ],
  check: (pod, looks) => {
    for (const name of NAMESPACES) looks.see(pod.spec.flag(name) !== true, pod.spec, name, 'not true');
  },
});
