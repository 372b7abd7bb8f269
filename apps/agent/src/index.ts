export { AGENT_CONFIGURATION } from './configuration.js';
export type { AgentConfiguration } from './configuration.js';
export { agentErrors } from './errors.js';
export { runAgentProcess, startAgent } from './run-agent-process.js';
export { AGENT_VERSION } from './version.js';
