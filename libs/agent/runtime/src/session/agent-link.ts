import type { Goodbye_Reason, Hello } from '@plimsoll/link-contract';
import { isPlimsollError } from '@plimsoll/errors';
import {
  forgetRenewalKeys,
  openLink,
  readAgentState,
  renew,
  renewalKey,
  renewalTime,
  writeAgentState,
} from '@plimsoll/link-client';
import type { AgentState, LinkEnd } from '@plimsoll/link-client';
import { describeError, type Clock, type Logger } from '@plimsoll/runtime';
import { agentRuntimeErrors } from '../errors.js';
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
  /**
   * Replaces the identity, or takes the newer one that is kept by now; else the old one stays. @throws AGENT_SENT_AWAY
   * when only a person can change the centre's answer; anything else may pass with time
   */
  readonly renew: () => Promise<void>;
  /** Looks whether another identity is kept by now (another process renewed, a person enrolled again) and takes it. */
  readonly reload: () => Promise<boolean>;
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
  /**
   * The key for the certificate after this state's: made once and kept until the state is replaced, the same for every
   * process that has these states. Absent: a new one each time, and a renewal whose answer was lost drops that answer.
   */
  readonly nextKey?: (state: AgentState) => Promise<string>;
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
  write: async (state) => {
    await writeAgentState(path, state);
    await forgetRenewalKeys(path);
  },
  nextKey: (state) => renewalKey(path, state),
});

/** @throws the codes of link-client's state file */
export const stateFileLink = ({ statePath, ...around }: StateFileLinkOptions): Promise<AgentLink> =>
  agentLink({ ...around, states: stateFile(statePath) });

/** @throws what reading the states throws */
export async function agentLink(options: AgentLinkOptions): Promise<AgentLink> {
  const link = new KeptLink(options, await options.states.read());
  return {
    renewAt: () => link.renewAt,
    renew: () => link.renew(),
    reload: () => link.reload(),
    open: (hello) => link.open(hello),
  };
}

/** The identity that is in use, and the one that is kept: another process of the same agent may have replaced it. */
class KeptLink {
  readonly #options: AgentLinkOptions;
  #state: AgentState;
  #renewAt: number;

  constructor(options: AgentLinkOptions, state: AgentState) {
    this.#options = options;
    this.#state = state;
    this.#renewAt = renewalTime(state, options.random());
  }

  get renewAt(): number {
    return this.#renewAt;
  }

  async reload(): Promise<boolean> {
    const kept = await this.#options.states.read().catch((error: unknown) => {
      this.#options.logger.warn(
        describeError(error),
        'the kept identity cannot be read; the one in use stays',
      );
      return this.#state;
    });
    if (!replaces(kept, this.#state)) return false;
    this.#use(kept);
    return true;
  }

  async open(hello: Hello): ReturnType<AgentLink['open']> {
    await this.reload();
    const { clock, logger, environment } = this.#options;
    return openLink({ state: this.#state, hello, clock, logger, environment });
  }

  async renew(): Promise<void> {
    const { states, clock } = this.#options;
    if ((await this.reload()) && clock.now() < this.#renewAt) return;
    const state = this.#state;
    const nextPrivateKeyPem = await states.nextKey?.(state);
    // Where another process has replaced the state by now, the key may be one that nobody else has.
    if (await this.reload()) return clock.now() < this.#renewAt ? undefined : this.renew();
    await this.#keep(await this.#renewed(state, nextPrivateKeyPem));
  }

  // Written before it is used: after a crash the join state that is kept is the newest that the centre has seen. Never
  // over a newer one, of a process that was faster.
  async #keep(next: AgentState): Promise<void> {
    const { states } = this.#options;
    const kept = await states.read().catch(() => this.#state); // told by the reload before; writing heals it
    const overtaken = kept.agentId !== this.#state.agentId || isLater(kept, next);
    if (!overtaken) await states.write(next);
    this.#use(overtaken ? kept : next);
  }

  async #renewed(state: AgentState, nextPrivateKeyPem: string | undefined): Promise<AgentState> {
    const { clock, logger, environment } = this.#options;
    const key = nextPrivateKeyPem === undefined ? {} : { nextPrivateKeyPem };
    try {
      return await renew({ state, clock, logger, environment, ...key });
    } catch (error) {
      throw sentAway(error) ?? error;
    }
  }

  #use(state: AgentState): void {
    this.#state = state;
    this.#renewAt = renewalTime(state, this.#options.random());
  }
}

/** A state of another enrolment, or a later one of the same. What is kept wins over what was read before. */
const replaces = (kept: AgentState, used: AgentState): boolean =>
  kept.agentId !== used.agentId ||
  isLater(kept, used) ||
  (kept.joinState.counter === used.joinState.counter && kept.certificatePem !== used.certificatePem);

const isLater = ({ joinState }: AgentState, than: AgentState): boolean =>
  BigInt(joinState.counter) > BigInt(than.joinState.counter);

/** Who we are was refused by the centre: a person has to act. */
function sentAway(error: unknown): Error | undefined {
  if (!isPlimsollError(error) || error.retryable) return undefined;
  if (error.kind !== 'unauthenticated' && error.kind !== 'forbidden') return undefined;
  const { code, message, hint } = error;
  return agentRuntimeErrors.error('AGENT_SENT_AWAY', `${code}: ${message}`, { hint, cause: error });
}
