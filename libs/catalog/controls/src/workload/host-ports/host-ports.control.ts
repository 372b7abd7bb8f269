import { podControl } from '../../pod-security/pod-control.js';

export const hostPorts = podControl({
  id: 'workload/host-ports',
  title: 'Containers claim no port of the node',
  severity: 'medium',
  why: 'A port of the node is reachable by everything that reaches the node, past services and network policies, and two pods that claim it cannot share a node.',
  remedy: 'Remove hostPort from the ports of the container and publish it through a Service.',
  references: ['pss:hostPorts', 'kubescape:C-0044', 'cis-kubernetes-1.12:5.2.12'],
  // The API server sets hostPort to containerPort in pods on the network of the node; a manifest is judged as written.
  check: (pod, looks) => {
    for (const container of pod.containers)
      for (const port of container.items('ports'))
        looks.see((port.integer('hostPort') ?? 0) === 0, port, 'hostPort', 'not set, or 0');
  },
});
