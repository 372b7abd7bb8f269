import { kubeSource } from '@plimsoll/model';
import { collectorsErrors } from '../errors.js';
import type { KubeCollector } from './kube-collector.js';

const ADMISSION = 'admissionregistration.k8s.io';
const RBAC = 'rbac.authorization.k8s.io';
const V1 = ['v1'];
const WORKLOAD = 'its Pods run with what its template says';

/** A row per source. Order is that of the first lists: what explains other objects comes first. */
export const KUBE_COLLECTORS: readonly KubeCollector[] = [
  row(
    '',
    'Namespace',
    'namespaces',
    'labels decide on Pod Security admission; the cluster is known by kube-system',
  ),
  row('', 'Node', 'nodes', 'which nodes there are, and which of them run Windows or are virtual'),
  row('', 'ServiceAccount', 'serviceaccounts', 'who Pods act as, and whether they get a token'),
  row(RBAC, 'ClusterRole', 'clusterroles', 'what may be granted'),
  row(RBAC, 'ClusterRoleBinding', 'clusterrolebindings', 'what is granted in the whole cluster'),
  row(RBAC, 'Role', 'roles', 'what may be granted in a namespace'),
  row(RBAC, 'RoleBinding', 'rolebindings', 'what is granted in a namespace'),
  row('apps', 'Deployment', 'deployments', WORKLOAD),
  row('apps', 'DaemonSet', 'daemonsets', WORKLOAD),
  row('apps', 'StatefulSet', 'statefulsets', WORKLOAD),
  row('apps', 'ReplicaSet', 'replicasets', WORKLOAD),
  row('', 'ReplicationController', 'replicationcontrollers', WORKLOAD),
  row('', 'PodTemplate', 'podtemplates', WORKLOAD),
  row('batch', 'CronJob', 'cronjobs', WORKLOAD, ['v1', 'v1beta1']),
  row('batch', 'Job', 'jobs', WORKLOAD),
  row('', 'Pod', 'pods', 'what runs'),
  row('', 'Service', 'services', 'what is reachable'),
  row('networking.k8s.io', 'Ingress', 'ingresses', 'what is reachable from outside'),
  row('networking.k8s.io', 'NetworkPolicy', 'networkpolicies', 'what may talk to what'),
  row('', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'what is stored'),
  row('storage.k8s.io', 'StorageClass', 'storageclasses', 'how it is stored'),
  row(
    ADMISSION,
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    'what guards admission',
  ),
  row(
    ADMISSION,
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    'what changes objects on admission',
  ),
  row(ADMISSION, 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', 'what guards admission', [
    'v1',
    'v1beta1',
  ]),
  row(ADMISSION, 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', 'where it guards', [
    'v1',
    'v1beta1',
  ]),
  row(
    ADMISSION,
    'MutatingAdmissionPolicy',
    'mutatingadmissionpolicies',
    'what changes objects on admission',
    ['v1', 'v1beta1', 'v1alpha1'],
  ),
  row(
    ADMISSION,
    'MutatingAdmissionPolicyBinding',
    'mutatingadmissionpolicybindings',
    'where it changes them',
    ['v1', 'v1beta1', 'v1alpha1'],
  ),
  row(
    'apiextensions.k8s.io',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    'which APIs were added',
  ),
  row('', 'ConfigMap', 'configmaps', 'names of keys that tell of credentials; values never leave the agent'),
  row('', 'Secret', 'secrets', 'types and names of keys; values never leave the agent'),
];

function row(
  group: string,
  kind: string,
  resource: string,
  why: string,
  versions: readonly string[] = V1,
): KubeCollector {
  const source = kubeSource(group, kind);
  if (source === undefined)
    throw collectorsErrors.error('SOURCE_UNKNOWN', `no source holds ${group}/${kind}`);
  return {
    source,
    group,
    kind,
    versions,
    reads: [{ apiGroup: group, resource, verbs: ['list', 'watch'], why }],
  };
}
