import { stateFile, type AgentStates } from '@plimsoll/agent-runtime';
import type { Logger } from '@plimsoll/runtime';
import type { AgentConfiguration } from '../configuration.js';
import type { Environment } from './kube-target.js';

/**
 * Where this agent's identity is, which is made first where there is a token for it.
 * @throws the codes of the state file, of Secrets, of kubeconfigs and of enrolment
 */
export async function agentStates(
  configuration: AgentConfiguration,
  environment: Environment,
  logger: Logger,
): Promise<AgentStates> {
  const { stateSecret, token, stateFile: path } = configuration;
  // What a node agent does not need is not loaded.
  if (stateSecret === undefined && token === undefined) return stateFile(path);
  const { enrollOnce } = await import('./first-enrollment.js');
  const { ownClient } = await import('./own-client.js');
  const client = () => ownClient(configuration, environment);
  const around = { configuration, client, environment, logger };
  if (stateSecret === undefined) {
    const states = stateFile(path);
    await enrollOnce({ ...around, states, tryWrite: async () => undefined });
    return states;
  }
  const { secretStates } = await import('./secret-states.js');
  const states = secretStates(await client(), stateSecret);
  await enrollOnce({ ...around, states, tryWrite: states.tryWrite });
  return states;
}
