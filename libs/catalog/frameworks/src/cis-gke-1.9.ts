import { declareBenchmark } from './benchmark.js';

/** Every row of the benchmark; the words are ours. What asks a cloud, or is not checked yet, stays unknown. */
export const cisGke = declareBenchmark({
  id: 'cis-gke-1.9',
  title: 'CIS Google GKE Benchmark 1.9',
  revision: '1.9.0',
  source: 'https://www.cisecurity.org/benchmark/kubernetes',
  applies: { distributions: ['gke'] },
  sections: [
    [
      'Files of the workers',
      [
        ['3.1.1', 1, 'Kube-proxy kubeconfig writable by owner only'],
        ['3.1.2', 1, 'Root owns kube-proxy kubeconfig when present'],
        ['3.1.3', 1, 'Kubelet configuration file writable by owner only'],
        ['3.1.4', 1, 'Root owns kubelet configuration file'],
      ],
    ],
    [
      'RBAC and service accounts',
      [
        ['4.1.1', 1, 'Superuser role bound only where justified', '5.1.1'],
        ['4.1.2', 1, 'Few identities may read secrets', '5.1.2'],
        ['4.1.3', 1, 'Roles avoid wildcard grants', '5.1.3'],
        ['4.1.4', 1, 'Default service accounts carry no token or rights', '5.1.5'],
        ['4.1.5', 1, 'Tokens mounted only into pods needing them', '5.1.6'],
        ['4.1.6', 1, 'No credentials in the system:masters group', 'manual'],
        ['4.1.7', 1, 'Bind, impersonate and escalate verbs tightly limited', '5.1.8'],
        ['4.1.8', 2, 'No bindings grant rights to the anonymous user'],
        ['4.1.9', 1, 'Unauthenticated group holds only the stock binding'],
        ['4.1.10', 1, 'Authenticated group holds only stock bindings'],
      ],
    ],
    ['Pod security', [['4.2.1', 1, 'Every namespace enforces baseline standard or stricter']]],
    [
      'Network policies and CNI',
      [
        ['4.3.1', 1, 'Network plugin enforces network policies', 'manual'],
        ['4.3.2', 2, 'No namespace lacks a network policy', '5.3.2'],
      ],
    ],
    [
      'Secrets',
      [
        ['4.4.1', 2, 'Secrets mounted as files instead of environment', '5.4.1'],
        ['4.4.2', 2, 'External secret store considered', 'manual'],
      ],
    ],
    ['Extensible admission', [['4.5.1', 2, 'Image provenance enforced at admission', 'manual']]],
    [
      'General policies',
      [
        ['4.6.1', 1, 'Namespaces separate administrative domains', 'manual'],
        ['4.6.2', 2, 'Runtime default seccomp profile set on pods', '5.6.2'],
        ['4.6.3', 2, 'Pods and containers carry a security context', 'manual'],
        ['4.6.4', 2, 'Default namespace holds no workloads', '5.6.4'],
      ],
    ],
    [
      'Managed service: images',
      [
        ['5.1.1', 2, 'Container image scanning API enabled'],
        ['5.1.2', 2, 'Human access to image repositories limited', 'manual'],
        ['5.1.3', 2, 'Cluster identity may only pull images', 'manual'],
        ['5.1.4', 2, 'Binary authorization evaluates image policy'],
      ],
    ],
    [
      'Managed service: identities',
      [
        ['5.2.1', 1, 'Nodes avoid the default compute service account'],
        ['5.2.2', 2, 'Workload identity federation enabled'],
      ],
    ],
    ['Managed service: keys', [['5.3.1', 2, 'Secrets encrypted with a customer KMS key']]],
    ['Managed service: metadata', [['5.4.1', 2, 'Node pools use the metadata server shield']]],
    [
      'Managed service: nodes',
      [
        ['5.5.1', 1, 'Nodes run the container-optimized image'],
        ['5.5.2', 2, 'Node auto-repair on'],
        ['5.5.3', 2, 'Node auto-upgrade on'],
        ['5.5.4', 1, 'Cluster follows a release channel'],
        ['5.5.5', 1, 'Shielded nodes on'],
        ['5.5.6', 1, 'Node integrity monitoring on'],
        ['5.5.7', 2, 'Node secure boot on'],
      ],
    ],
    [
      'Managed service: networking',
      [
        ['5.6.1', 2, 'Subnet flow logging plus intranode visibility enabled'],
        ['5.6.2', 1, 'Cluster is VPC-native'],
        ['5.6.3', 2, 'Control plane limited to authorized networks'],
        ['5.6.4', 2, 'Control plane public endpoint off'],
        ['5.6.5', 1, 'Nodes have private addresses only'],
        ['5.6.6', 2, 'Firewall rules restrict node traffic', 'manual'],
        ['5.6.7', 2, 'Public ingress uses managed certificates'],
      ],
    ],
    [
      'Managed service: logging',
      [
        ['5.7.1', 1, 'Cloud logging and monitoring enabled'],
        ['5.7.2', 2, 'Linux audit daemon logs shipped from nodes'],
      ],
    ],
    [
      'Managed service: authentication',
      [
        ['5.8.1', 1, 'No client certificate issued for the cluster'],
        ['5.8.2', 2, 'Users managed through Google Groups'],
        ['5.8.3', 1, 'Legacy attribute authorization off'],
      ],
    ],
    [
      'Managed service: storage',
      [
        ['5.9.1', 2, 'Persistent disks use customer keys'],
        ['5.9.2', 2, 'Boot disks use customer keys'],
      ],
    ],
    [
      'Managed service: other',
      [
        ['5.10.1', 1, 'Hosted dashboard add-on off'],
        ['5.10.2', 1, 'Alpha feature cluster not used'],
        ['5.10.3', 2, 'Untrusted workloads run in gVisor sandbox'],
        ['5.10.4', 2, 'Security posture dashboard enabled'],
      ],
    ],
  ],
});
