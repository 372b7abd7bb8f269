export { agentRuntimeErrors } from './errors.js';
export { runAgent } from './run-agent.js';
export type { AgentOptions, RunningAgent } from './run-agent.js';
export { agentLink, stateFile, stateFileLink } from './session/agent-link.js';
export type {
  AgentLink,
  AgentLinkOptions,
  AgentStates,
  OpenSessionLink,
  StateFileLinkOptions,
} from './session/agent-link.js';
export type { SessionLink } from './session/session.js';
export type { Bounds } from './outbox/outbox.js';
export { feedOf, unitKey } from './source/fact-source.js';
export type { Emit, FactFeed, FactSource, PassOutcome, UnitId } from './source/fact-source.js';
export type { WantedSubjects, WatchSink, WatchedSource } from './source/watched-source.js';
