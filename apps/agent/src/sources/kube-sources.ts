import type { FactSource, WatchedSource } from '@plimsoll/agent-runtime';
import { kubeSources, type ListProgress } from '@plimsoll/collectors/kube';
import { openKubeClient } from '@plimsoll/probes/kube';
import type { Logger } from '@plimsoll/runtime';
import type { AgentConfiguration } from '../configuration.js';
import { kubeTarget, type Environment } from '../identity/kube-target.js';
import { AGENT_VERSION } from '../version.js';

/**
 * The live objects of the cluster: of the context that is configured, else of the cluster that the agent runs in.
 * @throws the codes of kubeconfigs and of service accounts
 */
export async function liveSources(
  configuration: Pick<AgentConfiguration, 'kubeconfig' | 'kubeContext'>,
  environment: Environment,
  logger: Logger,
): Promise<readonly (FactSource | WatchedSource)[]> {
  const target = await kubeTarget(configuration, environment);
  logger.info({ context: target.name, server: target.server.origin }, 'reads the Kubernetes API');
  const client = openKubeClient(target, { userAgent: `plimsoll-agent/${AGENT_VERSION}` });
  return kubeSources({ client, logger, random: Math.random, onProgress: progressLog(logger) });
}

const LOG_EVERY_MS = 2_000;

/** How far the lists are; often enough for a person, seldom enough for a log. */
function progressLog(logger: Logger): (progress: ListProgress) => void {
  let lastMs = performance.now();
  return ({ source, listed, remaining }) => {
    if (performance.now() - lastMs < LOG_EVERY_MS) return;
    lastMs = performance.now();
    logger.info({ source, listed, ...(remaining === undefined ? {} : { remaining }) }, 'lists the cluster');
  };
}
