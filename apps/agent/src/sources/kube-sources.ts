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
  const began = new Map<string, number>();
  return ({ source, listed, expected }) => {
    const nowMs = performance.now();
    if (listed === 0 || !began.has(source)) began.set(source, nowMs);
    if (nowMs - lastMs < LOG_EVERY_MS) return;
    lastMs = nowMs;
    const elapsedMs = nowMs - (began.get(source) ?? nowMs);
    const secondsLeft =
      expected === undefined || listed === 0 || elapsedMs === 0
        ? undefined
        : Math.ceil(((expected - listed) * elapsedMs) / listed / 1000);
    const left = secondsLeft === undefined ? {} : { secondsLeft };
    logger.info(
      { source, listed, ...(expected === undefined ? {} : { expected }), ...left },
      'lists the cluster',
    );
  };
}
