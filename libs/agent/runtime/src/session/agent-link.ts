import type { Goodbye_Reason, Hello } from '@plimsoll/link-contract';
import { openLink, readAgentState, renew, renewalTime, writeAgentState } from '@plimsoll/link-client';
import type { AgentState, LinkEnd } from '@plimsoll/link-client';
import type { Clock, Logger } from '@plimsoll/runtime';
import type { SessionLink } from './session.js';

export interface OpenSessionLink extends SessionLink {
  readonly ended: Promise<LinkEnd>;
  readonly leave: (reason: Goodbye_Reason, detail: string) => Promise<void>;
  readonly close: () => void;
}

/** The agent's way to its centre, with its identity. */
export interface AgentLink {
  /** Milliseconds since the epoch at which the identity is to be renewed. */
  readonly renewAt: () => number;
  /** Replaces the identity; throws when the centre does not grant it, and then the old one stays. */
  readonly renew: () => Promise<void>;
  readonly open: (
    hello: Hello,
  ) => Promise<
    | { readonly kind: 'open'; readonly link: OpenSessionLink }
    | { readonly kind: 'ended'; readonly end: LinkEnd }
  >;
}

/** Where an agent keeps its identity: a file, or a Secret of its cluster. */
export interface AgentStates {
  /** @throws a coded error when there is none or it cannot be used */
  readonly read: () => Promise<AgentState>;
  /** Replaces it in one step. */
  readonly write: (state: AgentState) => Promise<void>;
}

interface LinkSurroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface StateFileLinkOptions extends LinkSurroundings {
  readonly statePath: string;
}
export interface AgentLinkOptions extends LinkSurroundings {
  readonly states: AgentStates;
}

/** Identities in a file of mode 0600. */
export const stateFile = (path: string): AgentStates => ({
  read: () => readAgentState(path),
  write: (state) => writeAgentState(path, state),
});

/** @throws the codes of link-client's state file */
export const stateFileLink = ({ statePath, ...around }: StateFileLinkOptions): Promise<AgentLink> =>
  agentLink({ ...around, states: stateFile(statePath) });

/** @throws what reading the states throws */
export async function agentLink(options: AgentLinkOptions): Promise<AgentLink> {
  const { states, clock, logger, random, environment } = options;
  let state = await states.read();
  let renewAt = renewalTime(state, random());
  return {
    renewAt: () => renewAt,
    renew: async () => {
      state = await renewed();
      renewAt = renewalTime(state, random());
    },
    open: (hello) => openLink({ state, hello, clock, logger, environment }),
  };

  // Written before it is used: after a crash the join state that is kept is the newest that the centre has seen.
  async function renewed() {
    const next = await renew({ state, clock, logger, environment });
    await states.write(next);
    return next;
  }
}
