import { createLogger, describeError, readConfiguration } from '@plimsoll/runtime';
import { AGENT_CONFIGURATION } from './configuration.js';
import { runAgentProcess } from './run-agent-process.js';

/** The program: its whole configuration is the environment. */
export async function main(): Promise<void> {
  try {
    await runAgentProcess(readConfiguration(process.env, AGENT_CONFIGURATION));
  } catch (error) {
    createLogger({ name: 'plimsoll-agent' }).error(describeError(error), 'the agent could not start');
    process.exitCode = 1;
  }
}
