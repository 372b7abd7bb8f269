import { declareBenchmark } from './benchmark.js';

/** Every row of the benchmark; the words are ours. What asks a cloud, or is not checked yet, stays unknown. */
export const cisAks = declareBenchmark({
  id: 'cis-aks-1.8',
  title: 'CIS Azure AKS Benchmark 1.8',
  revision: '1.8.0',
  source: 'https://www.cisecurity.org/benchmark/kubernetes',
  applies: { distributions: ['aks'] },
  sections: [
    ['Logging', [['2.1.1', 1, 'Control plane diagnostic logs exported']]],
    [
      'Files of the workers',
      [
        ['3.1.1', 1, 'Node kubeconfig writable by owner only'],
        ['3.1.2', 1, 'Root owns kubelet kubeconfig'],
        ['3.1.3', 1, 'Cloud provider file writable by owner only'],
        ['3.1.4', 1, 'Root owns cloud provider file'],
      ],
    ],
    [
      'Kubelet',
      [
        ['3.2.1', 1, 'Kubelet rejects anonymous requests'],
        ['3.2.2', 1, 'Kubelet authorizes requests through the API server'],
        ['3.2.3', 1, 'Kubelet verifies client certificates with a CA'],
        ['3.2.4', 1, 'Kubelet unauthenticated read-only port closed'],
        ['3.2.5', 1, 'Idle kubelet streaming connections time out'],
        ['3.2.6', 1, 'Kubelet manages its iptables helper chains'],
        ['3.2.7', 2, 'Kubelet event rate allows adequate capture'],
        ['3.2.8', 2, 'Kubelet client certificate rotation not disabled'],
        ['3.2.9', 1, 'Kubelet serving certificate rotation not disabled'],
      ],
    ],
    [
      'RBAC and service accounts',
      [
        ['4.1.1', 1, 'Superuser role bound only where justified', '5.1.1'],
        ['4.1.2', 1, 'Few identities may read secrets', '5.1.2'],
        ['4.1.3', 1, 'Roles avoid wildcard grants', '5.1.3'],
        ['4.1.4', 1, 'Few identities may create pods', '5.1.4'],
        ['4.1.5', 1, 'Default service accounts carry no token or rights', '5.1.5'],
        ['4.1.6', 1, 'Tokens mounted only into pods needing them', '5.1.6'],
        ['4.1.7', 1, 'Bind, impersonate and escalate verbs tightly limited', '5.1.8'],
        ['4.1.8', 1, 'Persistent volume creation limited', '5.1.9'],
        ['4.1.9', 1, 'Node proxy subresource access limited', '5.1.10'],
        ['4.1.10', 1, 'CSR approval right limited', '5.1.11'],
        ['4.1.11', 1, 'Admission webhook configuration writes limited', '5.1.12'],
        ['4.1.12', 1, 'Service account token minting limited', '5.1.13'],
      ],
    ],
    [
      'Pod security',
      [
        ['4.2.1', 1, 'Privileged containers not admitted', '5.2.2'],
        ['4.2.2', 1, 'Host process namespace sharing not admitted', '5.2.3'],
        ['4.2.3', 1, 'Host IPC namespace sharing not admitted', '5.2.4'],
        ['4.2.4', 1, 'Host network namespace sharing not admitted', '5.2.5'],
        ['4.2.5', 1, 'Privilege gain inside containers not admitted', '5.2.6'],
      ],
    ],
    [
      'Network policies and CNI',
      [
        ['4.4.1', 1, 'Network plugin current and policy-capable', 'manual'],
        ['4.4.2', 2, 'No namespace lacks a network policy', '5.3.2'],
      ],
    ],
    [
      'Secrets',
      [
        ['4.5.1', 2, 'Secrets mounted as files instead of environment', '5.4.1'],
        ['4.5.2', 2, 'External secret store considered', 'manual'],
      ],
    ],
    [
      'General policies',
      [
        ['4.6.1', 1, 'Namespaces separate administrative domains', 'manual'],
        ['4.6.2', 2, 'Pods and containers carry a security context', 'manual'],
        ['4.6.3', 2, 'Default namespace holds no workloads', '5.6.4'],
      ],
    ],
    [
      'Managed service: images',
      [
        ['5.1.1', 1, 'Registry images scanned by Defender or equivalent'],
        ['5.1.2', 1, 'Human access to registry limited', 'manual'],
        ['5.1.3', 1, 'Cluster identity may only pull from registry'],
        ['5.1.4', 2, 'Registries outside the approved list refused'],
      ],
    ],
    [
      'Managed service: identities',
      [['5.2.1', 1, 'Workloads use dedicated identity-mapped service accounts', 'manual']],
    ],
    ['Managed service: keys', [['5.3.1', 1, 'Secrets encrypted at rest with managed keys']]],
    [
      'Managed service: networking',
      [
        ['5.4.1', 1, 'API server limited to authorized address ranges'],
        ['5.4.2', 2, 'Private endpoint on and public name off'],
        ['5.4.3', 1, 'Worker nodes have no public addresses'],
        ['5.4.4', 1, 'Network policy engine selected'],
        ['5.4.5', 2, 'Load balancers terminate HTTPS with certificates'],
      ],
    ],
    [
      'Managed service: authentication',
      [
        ['5.5.1', 2, 'Cluster users come from Entra ID'],
        ['5.5.2', 2, 'Azure RBAC authorizes Kubernetes access'],
      ],
    ],
  ],
});
