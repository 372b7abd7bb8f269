import type { ConnectResponse, Rejection } from '@plimsoll/link-contract';
import { LINK_LIMITS } from '@plimsoll/link-contract';
import { stateRoot } from '@plimsoll/model';
import { Outbox, type Bounds, type Change, type Lane } from '../outbox/outbox.js';
import { unitKey, type PassOutcome, type UnitId } from '../source/fact-source.js';
import {
  bucketsFrame,
  completed,
  epochsFrame,
  factsFrame,
  notCollected,
  subjectsFrame,
  type Frame,
} from './frames.js';
import { newUnit, type EpochNews, type Reading, type Unit } from './unit.js';

/** Batches of 25-50 facts (DESIGN section 6). */
const BATCH: Bounds = { bytes: LINK_LIMITS.batchBytes, facts: 50 };
const SUBJECTS_A_PART = 5_000;
const NO_CREDIT: Bounds = { bytes: 0, facts: 0 };

export interface SequencedFrame {
  readonly sequence: bigint;
  readonly frame: Frame;
}

/** What a welcome says of the centre. */
export interface Welcomed {
  /** It has nothing: bodies go with the first pass of a unit; what does not fit is read again. */
  readonly blank?: boolean;
  /** It reads epochs that end by one frame. */
  readonly epochBatches?: boolean;
}

/**
 * The agent's side of the state synchronisation, without time, network or sources (DESIGN section 6, state-based).
 *
 * The law that makes both sides meet: anything said about a unit as a whole (a root, its buckets, its subjects) is
 * said only when nothing of the unit waits to be sent or read again. Frames keep their order, so the centre has then
 * applied what the statement counts. Not for concurrent use.
 */
export class Replica {
  readonly #units = new Map<string, Unit>();
  readonly #outbox: Outbox;
  readonly #announced = new Map<bigint, readonly Unit[]>();
  #credits: Bounds = NO_CREDIT;
  #eager = false;
  #epochsAFrame = 1;
  #sequence = 0n;

  constructor(bounds: Bounds) {
    this.#outbox = new Outbox(bounds);
  }

  get outbox(): Pick<Outbox, 'bytes' | 'queued' | 'size' | 'roomy'> {
    return this.#outbox;
  }

  beginPass(id: UnitId): void {
    this.#unit(id).state.beginPass();
  }

  /** Whether the body is needed, asked before it is turned into bytes. Counts the subject as seen in this pass. */
  observe(id: UnitId, key: string, digest: Uint8Array): Lane | undefined {
    const unit = this.#unit(id);
    const changed = unit.state.observe(key, digest);
    if (unit.wanted.has(key)) return 'backfill';
    if (!changed) return undefined;
    if (unit.primed) return 'live';
    return this.#eager ? 'backfill' : undefined;
  }

  /** Queues a version; where it does not fit, the subject is remembered and its source read again. */
  offer(id: UnitId, key: string, change: Change, lane: Lane): void {
    const unit = this.#unit(id);
    if (this.#outbox.put(unit.id, key, change, lane)) unit.wanted.delete(key);
    else unit.wanted.add(key);
  }

  endPass(id: UnitId, outcome: PassOutcome): void {
    const unit = this.#unit(id);
    unit.confirmed = outcome.complete;
    if (outcome.complete) this.#complete(unit);
    else this.#incomplete(unit, outcome.reason, outcome.detail);
    unit.primed = true;
  }

  /** A list of a watched source begins. */
  beginList(id: UnitId): void {
    this.#unit(id).watched = true;
    this.beginPass(id);
  }

  /** How far the list of a watched source is; for people. */
  reading(id: UnitId, reading: Reading): void {
    this.#unit(id).reading = reading;
  }

  /** Whether there is something to be told of the lists. */
  get isReading(): boolean {
    return [...this.#units.values()].some(({ reading }) => reading !== undefined);
  }

  /** What is to be told of the lists, once each. */
  takeReadings(): readonly { readonly unit: UnitId; readonly reading: Reading }[] {
    return [...this.#units.values()].flatMap((unit) => {
      const { id, reading } = unit;
      unit.reading = undefined;
      return reading ? [{ unit: id, reading }] : [];
    });
  }

  /** A subject is gone. Where the outbox is full the comparison of roots ends it. */
  end(id: UnitId, key: string): void {
    const unit = this.#unit(id);
    unit.wanted.delete(key);
    const digest = unit.state.end(key);
    if (!digest || !unit.primed) return;
    if (!this.#outbox.put(unit.id, key, { digest, body: 'ended' }, 'live')) unit.news ??= { kind: 'root' };
  }

  /** A subject is there, with the digest that is known of it. @returns whether one is */
  keep(id: UnitId, key: string): boolean {
    return this.#unit(id).state.keep(key);
  }

  /** A watch hears nothing: what is known stays and is not confirmed. */
  unconfirmed(id: UnitId): void {
    this.#unit(id).confirmed = false;
  }

  /** A source cannot be read at present. Unlike a pass that was cut it changes nothing of what was counted. */
  interrupt(id: UnitId, reason: string, detail: string): void {
    const unit = this.#unit(id);
    unit.confirmed = false;
    const { interrupted } = unit;
    if (interrupted?.reason === reason && interrupted.detail === detail) return;
    unit.interrupted = { reason, detail };
    unit.news = { kind: 'not-collected', reason, detail };
  }

  /** A watch goes on where it was: nothing was missed. */
  resume(id: UnitId): void {
    const unit = this.#unit(id);
    if (!unit.completed) return;
    unit.confirmed = true;
    if (unit.interrupted) unit.news = { kind: 'root' };
    unit.interrupted = undefined;
  }

  /** The subjects of a unit that are to be read again; the set lives on. */
  wanted(id: UnitId): ReadonlySet<string> {
    return this.#unit(id).wanted;
  }

  /** Units with subjects to be read again, once there is room for their bodies. */
  toReadAgain(): readonly UnitId[] {
    if (!this.#outbox.roomy) return [];
    return [...this.#units.values()].filter((unit) => unit.wanted.size > 0).map((unit) => unit.id);
  }

  /** What Hello carries: the units of which an epoch was completed since the start, as many as a frame may list. */
  hello(): { readonly stateRoot: Uint8Array; readonly roots: readonly { unit: UnitId; root: Uint8Array }[] } {
    const roots = this.#roots((unit) => unit.completed).slice(0, LINK_LIMITS.listEntries / 2);
    const units = roots.map(({ unit, root }) => ({ ...unit, root }));
    return { roots, stateRoot: units.length === 0 ? new Uint8Array(0) : stateRoot(units) };
  }

  /** For the heartbeat: units whose last pass was complete and of which nothing waits. */
  confirmed(): readonly { readonly unit: UnitId; readonly root: Uint8Array }[] {
    return this.#roots((unit) => unit.completed && unit.confirmed && this.#settled(unit));
  }

  /** First passes send what they see, for the centre has nothing that it could be compared with. */
  get eager(): boolean {
    return this.#eager;
  }

  /** A stream was welcomed. The next frame has the sequence number after Hello's. */
  connected(
    credits: Bounds,
    helloSequence: bigint,
    { blank = false, epochBatches = false }: Welcomed = {},
  ): void {
    this.#credits = credits;
    this.#eager = blank;
    this.#epochsAFrame = epochBatches ? LINK_LIMITS.batchEpochs : 1;
    this.#sequence = helloSequence;
    for (const unit of this.#units.values()) {
      unit.questions.length = 0;
      // Whether the last stream brought it is not known: it has no ack of its own.
      if (unit.interrupted) unit.news = { kind: 'not-collected', ...unit.interrupted };
    }
  }

  disconnected(): void {
    this.#outbox.disconnected();
    this.#credits = NO_CREDIT;
    this.#eager = false;
    for (const unit of [...this.#announced.values()].flat()) unit.news ??= { kind: 'root' };
    this.#announced.clear();
  }

  /** The rejections of an ack, for the log; the digest stays counted, so the fact is sent again only when it changes. */
  receive(frame: ConnectResponse['frame']): readonly Rejection[] {
    switch (frame.case) {
      case 'ack':
        return this.#acknowledged(frame.value.sequence, frame.value.credits, frame.value.rejected);
      case 'compareBuckets':
        this.#ask(frame.value, undefined);
        return [];
      case 'compareSubjects':
        this.#ask(frame.value, frame.value.buckets);
        return [];
      case 'sendSubjects':
        this.#want(frame.value, frame.value.subjectKeys);
        return [];
      case 'welcome':
      case 'command':
      case 'goodbye':
      case undefined:
        return []; // the session's
    }
  }

  /** Whether an epoch's end may be sent. */
  get hasEpochs(): boolean {
    return this.#credits.facts > 0 && this.#due().length > 0;
  }

  /**
   * The frames that may be sent now. Nothing before the stream was welcomed.
   * @param epochs false: the ends of epochs wait, so that more of them go together
   */
  next(epochs = true): readonly SequencedFrame[] {
    const frames: SequencedFrame[] = [];
    if (this.#credits.facts === 0) return frames;
    for (;;) {
      const changes = this.#outbox.take(this.#sequence + 1n, this.#credits, BATCH);
      if (changes.length === 0) break;
      frames.push(this.sequenced(factsFrame(changes)));
    }
    if (epochs) frames.push(...this.#epochs());
    for (const unit of this.#units.values()) frames.push(...this.#answers(unit));
    return frames;
  }

  /** Any other frame of the session, in the stream's one order. */
  sequenced(frame: Frame): SequencedFrame {
    this.#sequence += 1n;
    return { sequence: this.#sequence, frame };
  }

  #complete(unit: Unit): void {
    for (const { key, digest } of unit.state.endUnseen()) {
      // Refused where the outbox is full: then the comparison of roots ends it.
      if (unit.primed) this.#outbox.put(unit.id, key, { digest, body: 'ended' }, 'live');
    }
    for (const key of unit.wanted) if (!unit.state.has(key)) unit.wanted.delete(key);
    unit.completed = true;
    unit.interrupted = undefined;
    unit.news = { kind: 'root' };
  }

  // What an incomplete first pass saw was counted but not sent, and no comparison follows it.
  #incomplete(unit: Unit, reason: string, detail: string): void {
    if (!unit.primed) for (const key of unit.state.keys()) unit.wanted.add(key);
    unit.news = { kind: 'not-collected', reason, detail };
  }

  /** Units whose last epoch is still to be told, and may be. */
  #due(): readonly { readonly unit: Unit; readonly news: EpochNews }[] {
    return [...this.#units.values()].flatMap((unit) => {
      const { news } = unit;
      return news && (news.kind === 'not-collected' || this.#settled(unit)) ? [{ unit, news }] : [];
    });
  }

  *#epochs(): Iterable<SequencedFrame> {
    const due = this.#due();
    for (let at = 0; at < due.length; at += this.#epochsAFrame) {
      const told = due.slice(at, at + this.#epochsAFrame);
      const said = this.sequenced(epochsFrame(told.map(({ unit, news }) => epochEnd(unit, news))));
      for (const { unit } of told) unit.news = undefined;
      const roots = told.flatMap(({ unit, news }) => (news.kind === 'root' ? [unit] : []));
      if (roots.length > 0) this.#announced.set(said.sequence, roots);
      yield said;
    }
  }

  *#answers(unit: Unit): Iterable<SequencedFrame> {
    if (!this.#settled(unit)) return;
    for (const { buckets } of unit.questions.splice(0)) yield* this.#answer(unit, buckets);
  }

  *#answer(unit: Unit, buckets: readonly number[] | undefined): Iterable<SequencedFrame> {
    if (buckets === undefined) {
      yield this.sequenced(bucketsFrame(unit.id, unit.state.bucketBytes()));
      return;
    }
    const subjects = unit.state.subjectsIn(new Set(buckets));
    for (let at = 0; at === 0 || at < subjects.length; at += SUBJECTS_A_PART) {
      const last = at + SUBJECTS_A_PART >= subjects.length;
      yield this.sequenced(subjectsFrame(unit.id, buckets, subjects.slice(at, at + SUBJECTS_A_PART), last));
    }
  }

  #acknowledged(
    sequence: bigint,
    credits: Bounds | undefined,
    rejected: readonly Rejection[],
  ): readonly Rejection[] {
    this.#outbox.acknowledged(sequence);
    for (const sent of this.#announced.keys()) if (sent <= sequence) this.#announced.delete(sent);
    if (credits) this.#credits = { bytes: credits.bytes, facts: credits.facts };
    return rejected;
  }

  // A unit without a completed epoch takes no part: an answer from half of it would end the other half.
  #ask(
    id: { readonly source: string; readonly partition: string },
    buckets: readonly number[] | undefined,
  ): void {
    const unit = this.#units.get(unitKey(id));
    if (unit?.completed) unit.questions.push({ buckets });
  }

  // No keys: the centre has nothing of the unit and wants all of it.
  #want(id: { readonly source: string; readonly partition: string }, keys: readonly string[]): void {
    const unit = this.#units.get(unitKey(id));
    if (!unit) return;
    for (const key of keys.length === 0 ? unit.state.keys() : keys)
      if (unit.state.has(key)) unit.wanted.add(key);
    // A source that cannot be read at present has no epoch to close: its root is told when it goes on.
    if (unit.watched && unit.completed && !unit.interrupted) unit.news ??= { kind: 'root' };
  }

  #settled(unit: Unit): boolean {
    return unit.wanted.size === 0 && this.#outbox.settled(unit.id);
  }

  #roots(chosen: (unit: Unit) => boolean): readonly { readonly unit: UnitId; readonly root: Uint8Array }[] {
    return [...this.#units.values()]
      .filter(chosen)
      .map((unit) => ({ unit: unit.id, root: unit.state.root() }));
  }

  #unit(id: UnitId): Unit {
    const key = unitKey(id);
    const unit = this.#units.get(key) ?? newUnit(id);
    this.#units.set(key, unit);
    return unit;
  }
}

const epochEnd = ({ id, state }: Unit, news: EpochNews) =>
  news.kind === 'root' ? completed(id, state.root()) : notCollected(id, news.reason, news.detail);
