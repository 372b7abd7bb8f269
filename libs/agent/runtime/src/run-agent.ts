import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isPlimsollError } from '@plimsoll/errors';
import { Goodbye_Reason, LINK_PROTOCOL, type Hello } from '@plimsoll/link-contract';
import { reconnectDelay, type LinkEnd } from '@plimsoll/link-client';
import { describeError, type Clock, type LogFields, type Logger, type Metrics } from '@plimsoll/runtime';
import { agentRuntimeErrors } from './errors.js';
import type { Bounds } from './outbox/outbox.js';
import { partitionRoot } from './replica/frames.js';
import { Replica } from './replica/replica.js';
import { Schedule } from './schedule/schedule.js';
import type { AgentLink, OpenSessionLink } from './session/agent-link.js';
import { Session } from './session/session.js';
import { agentMetrics, type AgentMetrics } from './session/agent-metrics.js';
import {
  feedOf,
  unitKey,
  type FactFeed,
  type FactSource,
  type PassOutcome,
  type UnitId,
} from './source/fact-source.js';
import type { WatchedSource } from './source/watched-source.js';

export interface AgentOptions {
  readonly sources: readonly (FactSource | FactFeed | WatchedSource)[];
  readonly link: AgentLink;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics?: Metrics;
  readonly agentVersion: string;
  /** Bodies that wait or are on their way; default 4 MiB and 2,000. */
  readonly outbox?: Bounds;
  readonly random?: () => number;
  readonly heartbeatMs?: number;
  /** The longest pause before the centre is tried again, beyond what it asked for; default 5 min. */
  readonly reconnectMaxMs?: number;
  /** Waits before the centre is tried again; returns early when the signal is aborted. For simulated time. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface RunningAgent {
  /** Settles when the agent is over; rejects with AGENT_SENT_AWAY when only a person can bring it back. */
  readonly ended: Promise<void>;
  /** A pass over all sources now; settles when all have been made. */
  readonly refresh: () => Promise<void>;
  /** Says goodbye and ends. What was not acknowledged is found out at the next start. */
  readonly stop: () => Promise<void>;
}

const OUTBOX: Bounds = { bytes: 4 * 1024 * 1024, facts: 2_000 };
/** The first reading waits so long for the centre, which says whether bodies may be sent with it. */
const FIRST_WELCOME_MS = 2_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Collects, compares and keeps the centre up to date, until it is stopped (DESIGN sections 3 and 6). */
export function runAgent(options: AgentOptions): RunningAgent {
  const agent = new Agent(options);
  const ended = agent.run();
  return {
    ended,
    refresh: () => agent.refresh(),
    stop: async () => {
      await agent.stop();
      await ended.catch(() => undefined); // whoever waits for `ended` hears of it
    },
  };
}

class Agent {
  readonly #options: AgentOptions;
  readonly #random: () => number;
  readonly #replica: Replica;
  readonly #schedule: Schedule;
  readonly #metrics: AgentMetrics | undefined;
  readonly #instanceId = randomUUID();
  readonly #stopped = new AbortController();
  #session: Session | undefined;
  #link: OpenSessionLink | undefined;
  #attempt = 0;
  #reopen = false;
  #begun = false;
  #renewFirst = false;
  #away: Error | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#replica = new Replica(options.outbox ?? OUTBOX);
    this.#metrics = options.metrics && agentMetrics(options.metrics);
    const { watched, feeds } = sorted(options.sources);
    this.#schedule = new Schedule({
      feeds,
      watched,
      replica: this.#replica,
      logger: options.logger,
      random: this.#random,
      onQueued: () => this.#session?.pump(),
      onPass: (feed, outcome, milliseconds) => {
        const sources = feed.units.length === 1 ? feed.units[0]?.source : `${feed.units.length} sources`;
        this.#collected(outcome, { sources, milliseconds: Math.round(milliseconds) });
      },
      onOutcome: ({ source }, outcome) => this.#collected(outcome, { sources: source }),
    });
  }

  #collected(outcome: PassOutcome, fields: LogFields): void {
    const { logger } = this.#options;
    this.#metrics?.passes.add(1, { outcome: outcome.complete ? 'complete' : outcome.reason });
    if (outcome.complete) return logger.debug(fields, 'collected');
    const { reason, detail } = outcome;
    logger.warn({ ...fields, reason, detail }, 'a source could not be collected; nothing ends by it');
  }

  async run(): Promise<void> {
    const waited = setTimeout(() => this.#begin(), FIRST_WELCOME_MS);
    try {
      while (!this.#stopped.signal.aborted) await this.#once();
    } finally {
      clearTimeout(waited);
      await this.#schedule.stop();
    }
  }

  /** Collecting begins with the first welcome, or without it when the centre cannot be reached. */
  #begin(): void {
    if (this.#begun || this.#stopped.signal.aborted) return;
    this.#begun = true;
    this.#schedule.start();
  }

  async refresh(): Promise<void> {
    await this.#schedule.refresh();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#link?.leave(Goodbye_Reason.SHUTDOWN, 'the agent stops');
  }

  async #once(): Promise<void> {
    const { link, clock } = this.#options;
    if (this.#renewFirst || clock.now() >= link.renewAt()) await this.#renew();
    this.#renewFirst = false;
    const opened = await this.#open();
    if (!opened) return;
    if (opened.kind === 'ended' && opened.end.kind !== 'final') this.#begin();
    const end = opened.kind === 'open' ? await this.#exchange(opened.link) : opened.end;
    if (this.#stopped.signal.aborted) return;
    if (this.#away) throw this.#away;
    if (end.kind === 'final') return this.#sentAway(finalError(end));
    await this.#again(end);
  }

  /** Undefined when the agent was stopped meanwhile; what opens after that is closed. */
  async #open() {
    const opening = this.#options.link.open(this.#hello());
    const { signal } = this.#stopped;
    const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
    const stop = (): void => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    const opened = await Promise.race([opening, stopped]);
    signal.removeEventListener('abort', stop);
    if (opened) return opened;
    opening.then(
      (late) => (late.kind === 'open' ? late.link.close() : undefined),
      (error: unknown) => this.#options.logger.debug(describeError(error), 'the stream did not open'),
    );
    return undefined;
  }

  /** Over, unless another identity is kept by now: a person enrolled again, or another process of this agent renewed. */
  async #sentAway(error: Error): Promise<void> {
    const { link, logger } = this.#options;
    if (await link.reload()) return logger.info({}, 'another identity is kept by now; going on with it');
    logger.error(describeError(error), 'the centre sent this agent away');
    throw error;
  }

  async #again(end: Exclude<LinkEnd, { kind: 'final' }>): Promise<void> {
    if (this.#reopen) return void (this.#reopen = false);
    // An expired certificate was renewed before the stream was tried, or could not be; the centre's word is another matter.
    this.#renewFirst = end.kind === 'renew';
    const delayMs = this.#delay(end.afterMs, this.#attempt++);
    this.#options.logger.warn(
      { code: end.code, detail: end.detail, delayMs },
      'the stream to the centre ended; trying again',
    );
    await this.#pause(delayMs);
  }

  #delay(afterMs: number, attempt: number): number {
    return reconnectDelay(afterMs, attempt, this.#random, this.#options.reconnectMaxMs);
  }

  async #exchange(link: OpenSessionLink): Promise<LinkEnd> {
    const { clock, logger, heartbeatMs } = this.#options;
    this.#attempt = 0;
    this.#link = link;
    this.#metrics?.connected.set(1);
    logger.info(
      { streamNumber: String(link.welcome.streamNumber), inSync: link.welcome.inSync },
      'connected to the centre',
    );
    this.#reopen = false;
    const over = new AbortController();
    const renewing = this.#renewWhile(link, over.signal);
    const session = new Session({
      link,
      replica: this.#replica,
      schedule: this.#schedule,
      clock,
      logger,
      onRejected: ({ source, subjectKey, code, detail }) => {
        this.#metrics?.rejected.add(1, { code });
        logger.warn(
          { source, subjectKey, code, detail },
          'the centre rejected a fact; it is sent again when it changes',
        );
      },
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    });
    this.#session = session;
    if (this.#stopped.signal.aborted) link.close();
    const running = session.run();
    this.#begin(); // the replica knows by now what the centre has
    await running;
    over.abort();
    await renewing;
    this.#session = undefined;
    this.#link = undefined;
    this.#metrics?.connected.set(0);
    return link.ended;
  }

  /** The old certificate stays valid until the new one has opened a stream: so the stream is opened again at once. */
  async #renewWhile(link: OpenSessionLink, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const dueMs = Math.max(0, this.#options.link.renewAt() - clock.now());
      await this.#pause(attempt === 0 ? Math.min(dueMs, LONGEST_TIMER_MS) : this.#delay(0, attempt), signal);
      if (signal.aborted) return;
      if (clock.now() < this.#options.link.renewAt()) attempt = -1;
      else if (await this.#renewBeside()) {
        this.#reopen = true;
        return link.leave(Goodbye_Reason.RENEWED, 'with a new certificate');
      }
    }
  }

  /** While a stream is open: who is sent away leaves it, and the loop ends by it. */
  async #renewBeside(): Promise<boolean> {
    try {
      return await this.#renew();
    } catch (error) {
      this.#away = error instanceof Error ? error : new Error(String(error));
      return true;
    }
  }

  async #renew(): Promise<boolean> {
    const { link, logger } = this.#options;
    try {
      await link.renew();
      logger.info({}, 'the certificate was renewed');
      return true;
    } catch (error) {
      if (isSentAway(error)) return this.#sentAway(error).then(() => true);
      logger.warn(
        describeError(error),
        'the certificate could not be renewed; the old one is used while it lasts',
      );
      return false;
    }
  }

  /** Returns early when the signal is aborted. */
  async #pause(delayMs: number, signal = this.#stopped.signal): Promise<void> {
    if (this.#options.pause) return this.#options.pause(delayMs, signal);
    try {
      await wait(delayMs, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #hello(): Hello {
    const { roots, stateRoot } = this.#replica.hello();
    return {
      $typeName: 'plimsoll.link.v1.Hello',
      protocolMin: LINK_PROTOCOL.min,
      protocolMax: LINK_PROTOCOL.max,
      capabilities: [],
      agentVersion: this.#options.agentVersion,
      instanceId: this.#instanceId,
      stateRoot,
      roots: roots.map(({ unit, root }) => partitionRoot(unit, root)),
      agentTimeMs: BigInt(this.#options.clock.now()),
    };
  }
}

const isSentAway = (error: unknown): error is Error =>
  isPlimsollError(error) && error.code === 'AGENT_SENT_AWAY';

const finalError = ({ code, detail, hint }: Extract<LinkEnd, { kind: 'final' }>): Error =>
  agentRuntimeErrors.error('AGENT_SENT_AWAY', `${code}: ${detail}`, { hint });

function sorted(sources: AgentOptions['sources']) {
  const watched = sources.filter((source) => 'watch' in source);
  const feeds = sources.flatMap((source) => ('watch' in source ? [] : [feedOf(source)]));
  refuseTwice([...watched, ...feeds.flatMap((feed) => feed.units)]);
  return { watched, feeds };
}

function refuseTwice(units: readonly UnitId[]): void {
  const seen = new Set<string>();
  for (const unit of units) {
    if (seen.has(unitKey(unit)))
      throw agentRuntimeErrors.error(
        'AGENT_SOURCE_TWICE',
        `${unit.source} of "${unit.partition}" is configured twice`,
      );
    seen.add(unitKey(unit));
  }
}
