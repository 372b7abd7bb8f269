export { CLUSTER_VERSION_PATHS } from './cluster-version/cluster-version.collector.js';
export { CLUSTER_ROLE_NAME, READ_REASONS, clusterRoleRules } from './cluster-role.js';
export type { PolicyRule } from './cluster-role.js';
export { KUBE_COLLECTORS } from './kube-collectors.js';
export type { KubeCollector, KubeRead } from './kube-collector.js';
export { kubeSources } from './kube-sources.js';
export type { ClusterVersionSource, KubeSourcesOptions } from './kube-sources.js';
export type { ListProgress, Times } from './watch/cluster.js';
export type { KubeSink, KubeWatch } from './watched.js';
