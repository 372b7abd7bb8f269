import { inClusterTarget, isInCluster, loadKubeconfig, type KubeTarget } from '@plimsoll/probes/kube';
import type { AgentConfiguration } from '../configuration.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The cluster: of the context that is configured, else the one that the agent runs in.
 * @throws the codes of kubeconfigs and of service accounts
 */
export async function kubeTarget(
  { kubeconfig, kubeContext }: Pick<AgentConfiguration, 'kubeconfig' | 'kubeContext'>,
  environment: Environment,
): Promise<KubeTarget> {
  const chosen = kubeconfig !== undefined || kubeContext !== undefined;
  if (!chosen && isInCluster(environment)) return inClusterTarget(environment);
  return loadKubeconfig({
    environment,
    ...(kubeconfig === undefined ? {} : { path: kubeconfig }),
    ...(kubeContext === undefined ? {} : { context: kubeContext }),
  });
}
