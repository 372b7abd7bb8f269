import { Buckets, isPartitionStale, isSourceId, sourceDefinition } from '@plimsoll/model';
import { bucketOfStored } from '../edge/stored-key.js';
import { isCounted, type FactRow } from './fact-row.js';

/** A row of `partitions`: what is known of one (source, partition). Times in milliseconds. */
export interface UnitSnapshot {
  readonly source: string;
  readonly partition: string;
  readonly state: 'syncing' | 'complete' | 'not-collected';
  readonly reason: string | null;
  readonly completedAt: number | null;
  readonly confirmedAt: number | null;
  readonly facts: number;
  readonly rejected: number;
  /** The list that is being read, as the agent tells it; null: none is. */
  readonly reading: UnitReading | null;
  /** As `Buckets.toBytes` writes them. */
  readonly buckets: Uint8Array;
}

/** How far a list is: objects, and milliseconds since it began. `expected` null: the agent was not told. */
export interface UnitReading {
  readonly read: number;
  readonly expected: number | null;
  readonly elapsedMs: number;
  readonly toldAt: number;
}

export function unitId(unit: { readonly source: string; readonly partition: string }): string {
  return `${unit.source}\n${unit.partition}`;
}

export function emptyUnit(source: string, partition: string): UnitSnapshot {
  const times = { completedAt: null, confirmedAt: null };
  const counts = { facts: 0, rejected: 0, reading: null, buckets: new Uint8Array(0) };
  return { source, partition, state: 'syncing', reason: null, ...times, ...counts };
}

/** A confirmation younger than this is not written again. */
const CONFIRM_EVERY_MS = 10_000;

/** One unit while frames are applied to it; the snapshot it came from stays as it was. */
export class UnitLedger {
  readonly #before: UnitSnapshot;
  readonly #buckets: Buckets;
  #now: UnitSnapshot;
  #counted = false;
  #dirty: boolean;
  #transition = false;

  constructor(before: UnitSnapshot, isNew: boolean) {
    this.#before = before;
    this.#now = before;
    this.#buckets = Buckets.fromBytes(before.buckets);
    this.#dirty = isNew;
  }

  /** To be written. */
  get dirty(): boolean {
    return this.#dirty || this.#counted;
  }

  /** Something that posture depends on changed, beside facts: the outcome of the epoch, or it was stale and is not. */
  get transition(): boolean {
    return this.#transition;
  }

  get isEmpty(): boolean {
    return this.#buckets.size === 0;
  }

  get completed(): boolean {
    return this.#now.state === 'complete';
  }

  root(): Uint8Array {
    return this.#buckets.root();
  }

  bucketEntries(): readonly (readonly [bucket: number, value: Uint8Array])[] {
    return this.#buckets.entries();
  }

  count(row: FactRow): void {
    if (!isCounted(row)) return;
    this.#buckets.add(bucketOfRow(row), row.digest);
    this.#tally(row, 1);
  }

  discount(row: FactRow): void {
    if (!isCounted(row)) return;
    this.#buckets.remove(bucketOfRow(row), row.digest);
    this.#tally(row, -1);
  }

  /** The agent has completed an epoch whose root is ours. */
  complete(now: number): void {
    if (this.#now.reading !== null) this.#dirty = true;
    this.#confirmed(now, { state: 'complete', reason: null, completedAt: now, reading: null });
  }

  /** A complete unit was seen again without a pass of its own. */
  confirm(now: number): void {
    if (this.#now.state === 'complete') this.#confirmed(now, {});
  }

  /** For people: it changes nothing that posture depends on. */
  reading(reading: UnitReading): void {
    // The word that a list is over may come after what it came to.
    const over = this.completed && reading.expected !== null && reading.read >= reading.expected;
    this.#now = { ...this.#now, reading: over ? null : reading };
    this.#dirty = true;
  }

  /** Nothing ends; the source counts as stale from now on. */
  notCollected(reason: string): void {
    if (this.#now.state === 'not-collected' && this.#now.reason === reason) return;
    this.#now = { ...this.#now, state: 'not-collected', reason, reading: null };
    this.#dirty = true;
    this.#transition = true;
  }

  snapshot(): UnitSnapshot {
    return this.#counted ? { ...this.#now, buckets: this.#buckets.toBytes() } : this.#now;
  }

  #tally(row: FactRow, by: number): void {
    this.#counted = true;
    if (row.state === 'rejected') this.#now = { ...this.#now, rejected: this.#now.rejected + by };
    else this.#now = { ...this.#now, facts: this.#now.facts + by };
  }

  #confirmed(now: number, change: Partial<UnitSnapshot>): void {
    const turned = change.state !== undefined && change.state !== this.#now.state;
    const { confirmedAt } = this.#before;
    if (turned || wasStale(this.#before, now)) this.#transition = true;
    this.#now = { ...this.#now, ...change, confirmedAt: now };
    if (turned || confirmedAt === null || now - confirmedAt >= CONFIRM_EVERY_MS) this.#dirty = true;
  }
}

function bucketOfRow(row: FactRow): number {
  row.bucket ??= bucketOfStored(row.key);
  return row.bucket;
}

/** A source of a newer version than this one is in no posture. */
const wasStale = (unit: UnitSnapshot, now: number): boolean =>
  isSourceId(unit.source) && isPartitionStale(unit, sourceDefinition(unit.source), now);
