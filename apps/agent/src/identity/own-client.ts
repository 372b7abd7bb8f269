import { openKubeClient, type KubeClient } from '@plimsoll/probes/kube';
import type { AgentConfiguration } from '../configuration.js';
import { AGENT_VERSION } from '../version.js';
import { kubeTarget, type Environment } from './kube-target.js';

/** For the agent's identity, apart from what is audited. @throws the codes of kubeconfigs and service accounts */
export async function ownClient(
  configuration: AgentConfiguration,
  environment: Environment,
): Promise<KubeClient> {
  const target = await kubeTarget(configuration, environment);
  return openKubeClient(target, { userAgent: `plimsoll-agent/${AGENT_VERSION}` });
}
