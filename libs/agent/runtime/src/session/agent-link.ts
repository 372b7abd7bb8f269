import type { Goodbye_Reason, Hello } from '@plimsoll/link-contract';
import { openLink, readAgentState, renew, renewalTime, writeAgentState } from '@plimsoll/link-client';
import type { LinkEnd } from '@plimsoll/link-client';
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

export interface StateFileLinkOptions {
  readonly statePath: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** @throws the codes of link-client's state file */
export async function stateFileLink(options: StateFileLinkOptions): Promise<AgentLink> {
  const { statePath, clock, logger, random, environment } = options;
  let state = await readAgentState(statePath);
  let renewAt = renewalTime(state, random());
  return {
    renewAt: () => renewAt,
    renew: async () => {
      state = await renewed();
      renewAt = renewalTime(state, random());
    },
    open: (hello) => openLink({ state, hello, clock, logger, environment }),
  };

  // Written before it is used: after a crash the join state on disk is the newest that the centre has seen.
  async function renewed() {
    const next = await renew({ state, clock, logger, environment });
    await writeAgentState(statePath, next);
    return next;
  }
}
