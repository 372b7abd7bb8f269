import { unitKey, type UnitId } from '../source/fact-source.js';

/** A version of a subject that is to reach the centre. */
export interface Change {
  readonly digest: Uint8Array;
  /** The canonical body; 'ended' when the subject is gone, 'oversized' when the body is over the limit and stays here. */
  readonly body: Uint8Array | 'ended' | 'oversized';
}

/** `live`: a change that was just seen; `backfill`: what the centre asked for. Live ones overtake. */
export type Lane = 'live' | 'backfill';

export interface QueuedChange extends Change {
  readonly unit: UnitId;
  readonly key: string;
}

interface Entry {
  readonly unit: UnitId;
  readonly key: string;
  change: Change;
  lane: Lane;
  inFlight: boolean;
  /** A newer version that waits until the one in flight is acknowledged. */
  next: Change | undefined;
}

/** A bound on bodies and on their number, in the queue or on the way. */
export interface Bounds {
  readonly bytes: number;
  readonly facts: number;
}

// What a change without a body counts: its key and digest.
const BARE_BYTES = 64;
const weigh = (change: Change | undefined): number =>
  change === undefined ? 0 : typeof change.body === 'string' ? BARE_BYTES : change.body.length;

/**
 * Bodies on their way to the centre. At most one version of a subject is queued or in flight; a newer one replaces the
 * queued one in whichever lane it waits, and waits itself while one is in flight. Bounded: what does not fit is refused
 * and the caller reads it again later.
 */
export class Outbox {
  readonly #bounds: Bounds;
  readonly #entries = new Map<string, Entry>();
  readonly #lanes: Record<Lane, Set<Entry>> = { live: new Set(), backfill: new Set() };
  readonly #flights = new Map<bigint, readonly Entry[]>();
  readonly #waiting = new Map<string, number>();
  #bytes = 0;
  #flying = { bytes: 0, facts: 0 };

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Bytes held, queued and in flight. */
  get bytes(): number {
    return this.#bytes;
  }
  get size(): number {
    return this.#entries.size;
  }
  get queued(): number {
    return this.#lanes.live.size + this.#lanes.backfill.size;
  }

  /**
   * True while less than half of the bounds is used: the time to read again what did not fit. Bounds of twice the
   * largest body make sure that it fits then.
   */
  get roomy(): boolean {
    return this.#bytes * 2 < this.#bounds.bytes && this.#entries.size * 2 < this.#bounds.facts;
  }

  /** True when nothing of the unit waits to be sent; what is in flight comes before whatever is sent next. */
  settled(unit: UnitId): boolean {
    return !this.#waiting.get(unitKey(unit));
  }

  /** False when it does not fit: then no version of the subject waits any more and it is to be read again. */
  put(unit: UnitId, key: string, change: Change, lane: Lane): boolean {
    const id = `${unitKey(unit)}\n${key}`;
    const entry = this.#entries.get(id);
    if (entry?.inFlight) return this.#follow(entry, change);
    if (entry) return this.#replace(id, entry, change);
    if (!this.#fits(weigh(change), 1)) return false;
    const fresh: Entry = { unit, key, change, lane, inFlight: false, next: undefined };
    this.#entries.set(id, fresh);
    this.#lanes[lane].add(fresh);
    this.#bytes += weigh(change);
    this.#wait(unit, 1);
    return true;
  }

  /**
   * The next batch within the credits, live lane first, and notes it as sent under this sequence number. A change
   * larger than `batch.bytes`, or than all credits, travels alone. Empty: nothing waits, or no credit is left.
   */
  take(sequence: bigint, credits: Bounds, batch: Bounds): readonly QueuedChange[] {
    const taken: Entry[] = [];
    let bytes = 0;
    for (const entry of this.#inOrder()) {
      const weight = weigh(entry.change);
      const alone = taken.length === 0 && this.#flying.facts === 0;
      const within =
        this.#flying.bytes + bytes + weight <= credits.bytes &&
        this.#flying.facts + taken.length < credits.facts;
      if (!within && !alone) break;
      if (taken.length > 0 && (bytes + weight > batch.bytes || taken.length >= batch.facts)) break;
      taken.push(entry);
      bytes += weight;
    }
    if (taken.length > 0) this.#fly(sequence, taken, bytes);
    return taken.map(({ unit, key, change }) => ({ unit, key, ...change }));
  }

  /** Everything up to and including the sequence number is committed. */
  acknowledged(sequence: bigint): void {
    for (const [sent, entries] of this.#flights) {
      if (sent > sequence) continue;
      this.#flights.delete(sent);
      for (const entry of entries) this.#land(entry);
    }
  }

  /** The stream is lost: what was in flight waits again, first of its lane and in the newest version. */
  disconnected(): void {
    const entries = [...this.#flights.values()].flat();
    this.#flights.clear();
    this.#flying = { bytes: 0, facts: 0 };
    for (const lane of ['live', 'backfill'] as const) {
      const back = entries.filter((entry) => entry.lane === lane);
      this.#lanes[lane] = new Set([...back, ...this.#lanes[lane]]);
    }
    for (const entry of entries) this.#requeue(entry);
  }

  *#inOrder(): Iterable<Entry> {
    yield* this.#lanes.live;
    yield* this.#lanes.backfill;
  }

  #fits(bytes: number, facts: number): boolean {
    if (this.#entries.size === 0) return true;
    return this.#bytes + bytes <= this.#bounds.bytes && this.#entries.size + facts <= this.#bounds.facts;
  }

  #replace(id: string, entry: Entry, change: Change): boolean {
    const more = weigh(change) - weigh(entry.change);
    this.#bytes += more;
    if (more <= 0 || this.#bytes <= this.#bounds.bytes || this.#entries.size === 1) {
      entry.change = change;
      return true;
    }
    this.#bytes -= weigh(change);
    this.#lanes[entry.lane].delete(entry);
    this.#entries.delete(id);
    this.#wait(entry.unit, -1);
    return false;
  }

  #follow(entry: Entry, change: Change): boolean {
    const fits = this.#fits(weigh(change) - weigh(entry.next), 0);
    const next = fits ? change : undefined;
    this.#bytes += weigh(next) - weigh(entry.next);
    this.#wait(entry.unit, Number(next !== undefined) - Number(entry.next !== undefined));
    entry.next = next;
    return fits;
  }

  #fly(sequence: bigint, taken: readonly Entry[], bytes: number): void {
    this.#flights.set(sequence, taken);
    this.#flying = { bytes: this.#flying.bytes + bytes, facts: this.#flying.facts + taken.length };
    for (const entry of taken) {
      entry.inFlight = true;
      this.#lanes[entry.lane].delete(entry);
      this.#wait(entry.unit, -1);
    }
  }

  #land(entry: Entry): void {
    const weight = weigh(entry.change);
    this.#flying = { bytes: this.#flying.bytes - weight, facts: this.#flying.facts - 1 };
    this.#bytes -= weight;
    entry.inFlight = false;
    if (entry.next === undefined) {
      this.#entries.delete(`${unitKey(entry.unit)}\n${entry.key}`);
      return;
    }
    entry.change = entry.next;
    entry.next = undefined;
    this.#lanes[entry.lane].add(entry);
  }

  #requeue(entry: Entry): void {
    entry.inFlight = false;
    if (entry.next === undefined) return this.#wait(entry.unit, 1);
    this.#bytes -= weigh(entry.change);
    entry.change = entry.next;
    entry.next = undefined;
  }

  #wait(unit: UnitId, by: number): void {
    const key = unitKey(unit);
    const count = (this.#waiting.get(key) ?? 0) + by;
    if (count === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, count);
  }
}
