import { isPlimsollError } from '@plimsoll/errors';
import {
  Goodbye_Reason,
  type ConnectRequest,
  type ConnectResponse,
  type Credits,
  type Goodbye,
  type Welcome,
} from '@plimsoll/link-contract';
import type { OpenedStream, Peer } from '@plimsoll/link-server';
import { checkFrames, type CheckedFrame } from '../edge/checked-frame.js';
import { inactive, refuseStanding } from '../edge/authorize-peer.js';
import { PreparedFrames } from '../edge/prepared-frames.js';
import { ingestErrors } from '../errors.js';
import { unitId, type UnitSnapshot } from '../ledger/unit-ledger.js';
import { ack, goodbye, refresh, response, type Answer } from '../plan/answers.js';
import { Conversation } from '../plan/conversation.js';
import { findPendingCommands } from '../stored/commands-repository.js';
import { markDisconnected } from '../stored/connection-repository.js';
import { isActive } from '../stored/directory-repository.js';
import { commitFrames, POSTURE_CHANNEL, postureNews, type Committed } from './frames-transaction.js';
import type { LiveStream } from './live-streams.js';
import type { IngestContext } from './stream-handler.js';

const MOST_ATTEMPTS = 4;

export interface StreamStart {
  readonly peer: Peer;
  readonly number: bigint;
  readonly units: readonly UnitSnapshot[];
  readonly welcome: Welcome;
  readonly credits: Credits;
  readonly push: (frame: ConnectResponse) => void;
}

/** One live stream. Its memory of the units is a cache: it is as the last commit left it, or the stream is over. */
export class IngestStream implements OpenedStream, LiveStream {
  readonly welcome: Welcome;
  readonly clusterId: string;
  readonly number: bigint;
  readonly #context: IngestContext;
  readonly #start: StreamStart;
  readonly #units: Map<string, UnitSnapshot>;
  readonly #prepared = new PreparedFrames();
  #talk = new Conversation();
  #sequence = 1n; // Hello's

  constructor(context: IngestContext, start: StreamStart) {
    this.#context = context;
    this.#start = start;
    this.welcome = start.welcome;
    this.clusterId = start.peer.clusterId;
    this.number = start.number;
    this.#units = new Map(start.units.map((unit) => [unitId(unit), unit]));
  }

  prepare(frame: ConnectRequest): void {
    this.#prepared.add(frame);
  }

  async receive(frames: readonly ConnectRequest[]): Promise<readonly ConnectResponse[]> {
    const checked = this.#check(frames);
    if ('reason' in checked) return [farewell(checked)];
    const began = this.#context.clock.now();
    const outcome = await this.#commit(checked);
    if ('reason' in outcome) return [farewell(outcome)];
    this.#context.metrics.commits.observe((this.#context.clock.now() - began) / 1000);
    this.#sequence += BigInt(frames.length);
    this.#adopt(outcome);
    await this.#tell(outcome);
    return this.#answers(outcome).map(response);
  }

  async closed(): Promise<void> {
    this.#prepared.clear();
    this.#context.live.remove(this);
    const { peer, number } = this.#start;
    try {
      await this.#context.store.transaction(peer.organizationId, async (tx) => {
        await markDisconnected(tx, peer, number);
        await tx.notify(POSTURE_CHANNEL, postureNews(peer));
      });
    } catch (error) {
      // The row says "connected" until the next stream; last_seen_at tells the truth meanwhile.
      this.#context.logger.warn(
        { error, clusterId: this.clusterId },
        'the end of a stream could not be noted',
      );
    }
  }

  superseded(): void {
    this.#start.push(farewell(SUPERSEDED));
  }

  wake(): void {
    this.#commands().catch((error: unknown) =>
      this.#context.logger.warn({ error }, 'commands could not be read; a heartbeat tries again'),
    );
  }

  // The same channel tells that the cluster was archived or deleted, or its agent shut out: then the stream leaves at once.
  async #commands(): Promise<void> {
    const { peer, push } = this.#start;
    const pending = await this.#context.store.transaction(peer.organizationId, async (tx) => {
      if (!(await isActive(tx, peer))) return inactive();
      return (await refuseStanding(tx, peer)) ?? findPendingCommands(tx, peer);
    });
    if ('reason' in pending) push(farewell(pending));
    else for (const id of pending) push(response(refresh(id)));
  }

  #check(frames: readonly ConnectRequest[]): readonly CheckedFrame[] | Goodbye {
    try {
      return checkFrames(frames, this.#sequence, (frame) => this.#prepared.take(frame));
    } catch (error) {
      if (!isPlimsollError(error)) throw error;
      this.#context.logger.warn(
        { code: error.code, clusterId: this.clusterId, detail: error.message },
        'a frame broke the contract',
      );
      const pause = 30_000 + Math.round(this.#context.random() * 30_000);
      return goodbye(Goodbye_Reason.PROTOCOL, `${error.code}: ${error.message}`, pause);
    }
  }

  async #commit(frames: readonly CheckedFrame[]): Promise<Committed | Goodbye> {
    const { store, clock, metrics, intake } = this.#context;
    const { peer } = this.#start;
    const state = { peer, number: this.number, units: this.#units, talk: this.#talk, intake };
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await commitFrames(store, clock, state, frames).catch((error: unknown) =>
        retry(error, attempt),
      );
      if (typeof outcome === 'object') return outcome;
      if (outcome === 'superseded') return SUPERSEDED;
      if (outcome === 'inactive') return inactive();
      metrics.retried.add();
      if (attempt >= MOST_ATTEMPTS)
        throw ingestErrors.error('INGEST_CONTENDED', `given up after ${attempt} attempts`);
    }
  }

  #adopt({ units, talk }: Committed): void {
    for (const unit of units) this.#units.set(unitId(unit), unit);
    this.#talk = talk;
  }

  // After the commit: what is lost here, the sweep finds again in the store.
  async #tell({ plan }: Committed): Promise<void> {
    const { metrics, queue, logger } = this.#context;
    const { organizationId, clusterId } = this.#start.peer;
    for (const [outcome, count] of Object.entries(plan.counts))
      if (count > 0) metrics.facts.add(count, { outcome });
    if (!plan.changesPosture) return;
    try {
      await queue.enqueue('evaluate', { organizationId, clusterId });
    } catch (error) {
      logger.warn({ error, clusterId }, 'evaluation could not be queued; the sweep will');
    }
  }

  #answers({ plan, commands }: Committed): readonly Answer[] {
    return [
      ack(this.#sequence, plan.rejected, this.#start.credits),
      ...plan.answers,
      ...commands.map(refresh),
    ];
  }
}

const SUPERSEDED = goodbye(Goodbye_Reason.SUPERSEDED, 'a newer stream of this cluster was opened', 60_000);

const farewell = (value: Goodbye): ConnectResponse => response({ case: 'goodbye', value });

// A deadlock or a write that lost a race is repeated as a whole; anything else ends the stream.
function retry(error: unknown, attempt: number): 'behind' {
  if (isPlimsollError(error) && error.retryable && error.kind === 'conflict' && attempt < MOST_ATTEMPTS)
    return 'behind';
  throw error;
}
