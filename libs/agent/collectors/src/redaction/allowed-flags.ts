import { CONTROL_PLANE, flagsOf } from '@plimsoll/model';

/**
 * Those that are judged of a component's process are kept of its Pod too; but any program may take its whole
 * configuration by a flag of that name.
 */
const OF_COMPONENTS = [...CONTROL_PLANE, 'kubelet' as const, 'kube-proxy' as const]
  .flatMap((component) => Object.keys(flagsOf(component)))
  .filter((name) => name !== 'config' && name !== 'config-dir' && name !== 'config-file');

/**
 * Flags whose values are settings that a benchmark judges, never secrets: paths, numbers, modes, switches of the
 * Kubernetes components and of etcd. The value of every other flag stays in the cluster.
 */
export const ALLOWED_FLAGS: ReadonlySet<string> = new Set(OF_COMPONENTS);
