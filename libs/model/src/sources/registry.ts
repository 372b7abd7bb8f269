import type { FactShape } from '../facts/fact.js';

/** How a source is kept fresh: read again on a cadence, or watched. */
export type Freshness =
  | {
      readonly mode: 'cadence';
      readonly everySeconds: number;
      /** Default: three cadences (DESIGN section 8). */ readonly maxAgeSeconds: number;
    }
  | {
      readonly mode: 'watch';
      /** Since the agent last confirmed the watch. */ readonly maxAgeSeconds: number;
    };

export interface SourceDefinition {
  readonly shape: FactShape;
  /** Which role of agent writes it. */
  readonly role: 'cluster' | 'node';
  /** `node`: one partition a node, named like the node. `single`: the one partition ''. */
  readonly partitioned: 'node' | 'single';
  readonly freshness: Freshness;
  readonly meaning: string;
}

const cadence = (everySeconds: number): Freshness => ({
  mode: 'cadence',
  everySeconds,
  maxAgeSeconds: everySeconds * 3,
});
const host = (everySeconds: number, meaning: string): SourceDefinition => ({
  shape: 'settings',
  role: 'node',
  partitioned: 'node',
  freshness: cadence(everySeconds),
  meaning,
});
const kube = (meaning: string): SourceDefinition => ({
  shape: 'object',
  role: 'cluster',
  partitioned: 'single',
  freshness: { mode: 'watch', maxAgeSeconds: 600 },
  meaning,
});

/**
 * Where facts come from. A source's id is permanent: it is stored with every fact.
 * `kube/<group>/<Kind>` holds the objects of that kind, the core group written as `core`.
 */
export const SOURCES = {
  'host/identity': host(300, 'host name, kernel release, architecture, operating system'),
  'host/sysctl': host(60, 'live kernel settings under /proc/sys'),
  'host/sysctl-declared': host(600, 'kernel settings as the files of sysctl.d declare them'),
  'host/cmdline': host(
    3600,
    'boot parameters of the running kernel; values only of those known to be no secret',
  ),
  'host/kconfig': host(3600, 'the whole configuration that the running kernel was built with'),
  'host/modules': host(300, 'kernel modules: loaded, built in, loadable and blocked'),
  'host/cpu-vulnerabilities': host(
    300,
    'what the kernel says of each processor vulnerability, and simultaneous multithreading',
  ),
  'host/lsm': host(300, 'security modules: their order, modes and profiles'),
  'host/boot': host(300, 'Secure Boot, kexec, taint bits, module signatures'),
  'host/hardware': host(3600, 'processor features, microcode, virtualization, IOMMU, TPM'),
  'host/storage': host(300, 'mounts and their options, swap, device mapper'),
  'host/services': host(
    300,
    'time synchronization, remote login, audit, firewall, updates, listening sockets, accounts of root',
  ),
  'host/os': host(3600, 'the operating system, its class and the end of its support'),
  'host/processes': host(300, 'confinement of processes, in counts'),
  'host/runtime': host(300, 'configuration of containerd, CRI-O and Docker'),
  'host/files': {
    ...host(600, 'mode and owner of the files that benchmarks name; digests of public ones'),
    shape: 'files',
  },
  'process/kube-apiserver': host(60, 'flags of the running kube-apiserver'),
  'process/kube-controller-manager': host(60, 'flags of the running kube-controller-manager'),
  'process/kube-scheduler': host(60, 'flags of the running kube-scheduler'),
  'process/etcd': host(60, 'flags of the running etcd, or what its configuration file says instead'),
  'process/kubelet': host(60, 'flags of the running kubelet'),
  'process/kube-proxy': host(60, 'flags of the running kube-proxy'),
  'process/containerd': host(300, 'flags of the running containerd'),
  'process/crio': host(300, 'flags of the running CRI-O'),
  'process/k3s': host(300, 'arguments of k3s and of what it embeds, from its unit and its configuration'),
  'process/rke2': host(300, 'arguments of RKE2, from its unit and its configuration'),
  'static-pod/kube-apiserver': host(300, 'flags in the manifest of kube-apiserver'),
  'static-pod/kube-controller-manager': host(300, 'flags in the manifest of kube-controller-manager'),
  'static-pod/kube-scheduler': host(300, 'flags in the manifest of kube-scheduler'),
  'static-pod/etcd': host(300, 'flags in the manifest of etcd'),
  'host/kubelet': host(
    60,
    'configuration of the kubelet: flags, file and drop-ins merged, with their origin',
  ),
  'host/kube-proxy': host(60, 'configuration of kube-proxy: flags and file merged, with their origin'),
  'host/encryption-config': host(300, 'providers of encryption at rest, by resource; never their keys'),
  'host/component-configuration': host(
    300,
    'judged keys of the files that flags of components name; digests of public certificates',
  ),
  'cluster/version': {
    shape: 'settings',
    role: 'cluster',
    partitioned: 'single',
    freshness: cadence(300),
    meaning: 'Kubernetes version and platform',
  },
  'kube/core/Namespace': kube('Namespaces with their labels'),
  'kube/core/Node': kube('Nodes'),
  'kube/core/Pod': kube('Pods'),
  'kube/core/PodTemplate': kube('Pod templates'),
  'kube/core/ReplicationController': kube('Replication controllers'),
  'kube/core/Service': kube('Services'),
  'kube/core/ServiceAccount': kube('Service accounts'),
  'kube/core/ConfigMap': kube('ConfigMaps: metadata and key names, no values'),
  'kube/core/Secret': kube('Secrets: metadata, type and key names, no values'),
  'kube/core/PersistentVolumeClaim': kube('Persistent volume claims'),
  'kube/apps/Deployment': kube('Deployments'),
  'kube/apps/ReplicaSet': kube('ReplicaSets'),
  'kube/apps/DaemonSet': kube('DaemonSets'),
  'kube/apps/StatefulSet': kube('StatefulSets'),
  'kube/batch/Job': kube('Jobs'),
  'kube/batch/CronJob': kube('CronJobs'),
  'kube/networking.k8s.io/NetworkPolicy': kube('Network policies'),
  'kube/networking.k8s.io/Ingress': kube('Ingresses'),
  'kube/rbac.authorization.k8s.io/Role': kube('Roles'),
  'kube/rbac.authorization.k8s.io/ClusterRole': kube('Cluster roles'),
  'kube/rbac.authorization.k8s.io/RoleBinding': kube('Role bindings'),
  'kube/rbac.authorization.k8s.io/ClusterRoleBinding': kube('Cluster role bindings'),
  'kube/admissionregistration.k8s.io/ValidatingWebhookConfiguration': kube('Validating webhooks'),
  'kube/admissionregistration.k8s.io/MutatingWebhookConfiguration': kube('Mutating webhooks'),
  'kube/admissionregistration.k8s.io/ValidatingAdmissionPolicy': kube('Validating admission policies'),
  'kube/admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': kube(
    'Where validating admission policies apply',
  ),
  'kube/admissionregistration.k8s.io/MutatingAdmissionPolicy': kube('Mutating admission policies'),
  'kube/admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': kube(
    'Where mutating admission policies apply',
  ),
  'kube/apiextensions.k8s.io/CustomResourceDefinition': kube(
    'Custom resource definitions: names, scope, versions and conversion, no schemas',
  ),
  'kube/storage.k8s.io/StorageClass': kube('Storage classes; of parameters the names'),
} as const satisfies Readonly<Record<string, SourceDefinition>>;

export type SourceId = keyof typeof SOURCES;

export const SOURCE_IDS = Object.keys(SOURCES) as readonly SourceId[];

export function isSourceId(value: string): value is SourceId {
  return Object.hasOwn(SOURCES, value);
}

export function sourceDefinition(source: SourceId): SourceDefinition {
  return SOURCES[source];
}

/** The source that holds objects of a kind, where there is one. */
export function kubeSource(group: string, kind: string): SourceId | undefined {
  const id = `kube/${group === '' ? 'core' : group}/${kind}`;
  return isSourceId(id) ? id : undefined;
}
