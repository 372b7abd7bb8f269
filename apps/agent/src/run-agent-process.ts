import {
  agentLink,
  runAgent,
  type FactFeed,
  type FactSource,
  type RunningAgent,
  type WatchedSource,
} from '@plimsoll/agent-runtime';
import { createLogger, describeError, runProcess, systemClock, type Logger } from '@plimsoll/runtime';
import type { AgentConfiguration } from './configuration.js';
import { agentErrors } from './errors.js';
import { agentStates } from './identity/agent-states.js';
import { AGENT_VERSION } from './version.js';

const GRACE_MS = 10_000;
const OUTBOX_FACTS = 2_000;

/** Runs the agent until a signal stops it; exits with 1 when only a person can bring it back. */
export async function runAgentProcess(configuration: AgentConfiguration): Promise<void> {
  const logger = createLogger({ name: 'plimsoll-agent', level: logLevel(configuration.logLevel) });
  await runProcess({
    name: 'the agent',
    logger,
    graceMs: GRACE_MS,
    start: async () => {
      const agent = await startAgent(configuration, logger);
      agent.ended.catch((error: unknown) => {
        logger.error({ ...describeError(error), identity: identityPlace(configuration) }, 'the agent ends');
        process.exit(1);
      });
      return agent;
    },
  });
}

/** @throws AGENT_NO_SOURCES, the codes of the state file, of the host root and of kubeconfigs */
export async function startAgent(configuration: AgentConfiguration, logger: Logger): Promise<RunningAgent> {
  const shared = { clock: systemClock, logger, random: Math.random };
  const sources = await agentSources(configuration, logger);
  const states = await agentStates(configuration, process.env, logger);
  const link = await agentLink({ ...shared, states, environment: process.env });
  logger.info(
    { role: configuration.role, sources: sources.length, version: AGENT_VERSION },
    'the agent starts',
  );
  const outbox = { bytes: configuration.outboxBytes, facts: OUTBOX_FACTS };
  const { reconnectMaxMs } = configuration;
  return runAgent({ ...shared, sources, link, agentVersion: AGENT_VERSION, outbox, reconnectMaxMs });
}

/** What a person removes before they enrol again. */
const identityPlace = ({ stateSecret, stateFile }: AgentConfiguration): string =>
  stateSecret === undefined ? stateFile : `Secret ${stateSecret}`;

// What a role does not need is not loaded: the agent lives on every node.
async function agentSources(
  configuration: AgentConfiguration,
  logger: Logger,
): Promise<readonly (FactSource | FactFeed | WatchedSource)[]> {
  const sources: (FactSource | FactFeed | WatchedSource)[] = [];
  if (configuration.role === 'node') {
    const { hostSources } = await import('./sources/host-sources.js');
    sources.push(...(await hostSources(configuration)));
  }
  if (configuration.manifests !== undefined) {
    const { manifestFeed } = await import('./sources/manifest-feed.js');
    sources.push(manifestFeed(configuration.manifests, configuration.manifestsEveryMs / 1000));
  } else if (configuration.role === 'cluster') {
    const { liveSources } = await import('./sources/kube-sources.js');
    sources.push(...(await liveSources(configuration, process.env, logger)));
  }
  if (sources.length > 0) return sources;
  throw agentErrors.error('AGENT_NO_SOURCES', 'the agent has nothing to collect from');
}

const logLevel = (text: string) =>
  (['debug', 'info', 'warn', 'error', 'silent'] as const).find((level) => level === text) ?? 'info';
