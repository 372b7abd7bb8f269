import type {
  BucketList,
  CommandResult,
  EpochEnd,
  FactChange,
  Heartbeat,
  Rejection,
  SubjectList,
} from '@plimsoll/link-contract';
import type { CheckedChange } from '../edge/checked-change.js';
import type { CheckedFrame } from '../edge/checked-frame.js';
import { printable } from '../edge/validate-change.js';
import { absentRow, factId, isCounted, type FactRow } from '../ledger/fact-row.js';
import { emptyUnit, unitId, UnitLedger, type UnitSnapshot } from '../ledger/unit-ledger.js';
import { compareBuckets, compareSubjects, sendSubjects, type Answer } from './answers.js';
import { compareListing, differingBuckets } from './comparison.js';
import type { Conversation } from './conversation.js';

const KEYS_A_FRAME = 5_000;
/** As many as a column of integers holds. */
const MOST_OBJECTS = 2 ** 31 - 1;

/** What the store has of everything that the frames touch. */
export interface Known {
  readonly unit: (source: string, partition: string) => UnitSnapshot | undefined;
  /** By `factId`; of every subject that the frames change, and of every bucket whose listing they complete. */
  readonly rows: Map<string, FactRow>;
}

/**
 * Applies frames in their order to what the store has, in memory: decides what is written and answered. Pure but for
 * the rows and the conversation it is given; the transaction around it makes the decision true.
 */
export class Plan {
  readonly #known: Known;
  readonly #talk: Conversation;
  readonly #now: number;
  readonly #units = new Map<string, UnitLedger>();
  readonly answers: Answer[] = [];
  readonly rejected: Rejection[] = [];
  readonly results: CommandResult[] = [];
  readonly counts = { stored: 0, unchanged: 0, rejected: 0, ended: 0 };
  heartbeat: Heartbeat | undefined;

  constructor(known: Known, talk: Conversation, now: number) {
    this.#known = known;
    this.#talk = talk;
    this.#now = now;
  }

  apply(frame: CheckedFrame): void {
    switch (frame.case) {
      case 'facts':
        for (const change of frame.changes) this.#change(change);
        return;
      case 'epochEnd':
        return this.#epochEnd(frame.value);
      case 'epochs':
        for (const epoch of frame.epochs) this.#epochEnd(epoch);
        return;
      case 'buckets':
        return this.#buckets(frame.value);
      case 'subjects':
        return this.#subjects(frame.value);
      case 'heartbeat':
        return this.#beat(frame.value);
      case 'commandResult':
        this.results.push(frame.value);
        return;
      case 'goodbye':
        return;
    }
  }

  /** Rows to be written, in the order of their keys, so that no two writers wait for each other. */
  dirtyRows(): readonly FactRow[] {
    const dirty = [...this.#known.rows.values()].filter((row) => row.dirty);
    return dirty.sort(
      (left, right) => compareText(left.key, right.key) || compareText(left.source, right.source),
    );
  }

  dirtyUnits(): readonly UnitSnapshot[] {
    return [...this.#units.values()].filter((unit) => unit.dirty).map((unit) => unit.snapshot());
  }

  /** Whether evaluation has anything to do: a fact changed, or the outcome of an epoch. */
  get changesPosture(): boolean {
    for (const row of this.#known.rows.values()) if (row.dirty) return true;
    return [...this.#units.values()].some((unit) => unit.transition);
  }

  #change(checked: CheckedChange): void {
    const { change } = checked;
    const row = this.#row(change.source, change.partition, checked.key);
    if (change.change.case === 'ended') return this.#end(row, change.partition);
    if (row.state === 'stored' && row.partition === change.partition && sameBytes(row.digest, change.digest))
      return;
    const { outcome } = checked;
    if ('body' in outcome) return this.#store(row, change, 'stored', outcome.body, null);
    this.rejected.push(rejection(change, outcome.code, outcome.detail));
    this.#store(row, change, 'rejected', null, `${outcome.code}: ${outcome.detail}`);
  }

  #store(
    row: FactRow,
    change: FactChange,
    state: 'stored' | 'rejected',
    body: Uint8Array | null,
    rejection: string | null,
  ): void {
    if (state === 'rejected' && row.state === state && sameBytes(row.digest, change.digest)) return;
    this.#unit(row).discount(row);
    Object.assign(row, {
      partition: change.partition,
      digest: change.digest,
      state,
      body,
      rejection,
      dirty: true,
    });
    row.trimVersion = Math.min(change.trimVersion, 32_767);
    this.#unit(row).count(row);
  }

  // A subject that another partition has taken over meanwhile is no longer this one's to end.
  #end(row: FactRow, partition: string): void {
    if (!isCounted(row) || row.partition !== partition) return;
    this.counts.ended += 1;
    this.#unit(row).discount(row);
    Object.assign(row, { state: 'ended', body: null, rejection: null, dirty: true });
  }

  #epochEnd(epoch: EpochEnd): void {
    const unit = this.#unit(epoch);
    if (epoch.outcome.case === 'notCollected') {
      const { reason, detail } = epoch.outcome.value;
      // An answer that is still on its way closes no epoch of before.
      this.#talk.settle(epoch);
      return unit.notCollected(printable(detail ? `${reason}: ${detail}` : reason));
    }
    if (epoch.outcome.case !== 'root') return;
    if (sameBytes(unit.root(), epoch.outcome.value)) {
      this.#talk.settle(epoch);
      return unit.complete(this.#now);
    }
    this.#talk.claim(epoch, epoch.outcome.value);
    this.#ask(epoch, unit);
  }

  #ask(id: { readonly source: string; readonly partition: string }, unit: UnitLedger): void {
    this.answers.push(unit.isEmpty ? sendSubjects(id, []) : compareBuckets(id));
  }

  #buckets(list: BucketList): void {
    const unit = this.#unit(list);
    const differing = differingBuckets(unit.bucketEntries(), list.buckets);
    if (differing.length === 0) return this.#fulfil(list, unit);
    this.#talk.askSubjects(list, differing);
    this.answers.push(compareSubjects(list, differing));
  }

  #subjects(list: SubjectList): void {
    const listing = this.#talk.listed(list);
    if (!listing) return;
    const unit = this.#unit(list);
    const ours = [...this.#known.rows.values()].filter((row) => unitId(row) === unitId(list));
    const { ended, wanted } = compareListing(listing, ours);
    for (const row of ended) this.#end(row, list.partition);
    for (let at = 0; at < wanted.length; at += KEYS_A_FRAME)
      this.answers.push(sendSubjects(list, wanted.slice(at, at + KEYS_A_FRAME)));
    this.#fulfil(list, unit);
  }

  // The comparison may have made the last epoch's root true: then the epoch is complete without another pass.
  #fulfil(id: { readonly source: string; readonly partition: string }, unit: UnitLedger): void {
    if (this.#talk.fulfils(id, unit.root())) unit.complete(this.#now);
  }

  #beat(heartbeat: Heartbeat): void {
    this.heartbeat = heartbeat;
    for (const { source, partition, read, expected, elapsedMs } of heartbeat.reading)
      this.#unit({ source, partition }).reading({
        read: Math.min(read, MOST_OBJECTS),
        expected: expected === undefined ? null : Math.min(expected, MOST_OBJECTS),
        elapsedMs,
        toldAt: this.#now,
      });
    for (const confirmed of heartbeat.confirmed) {
      if (!this.#known.unit(confirmed.source, confirmed.partition)) continue;
      const unit = this.#unit(confirmed);
      if (sameBytes(unit.root(), confirmed.root)) unit.confirm(this.#now);
      else this.#ask(confirmed, unit);
    }
  }

  #row(source: string, partition: string, key: string): FactRow {
    const id = factId(source, key);
    const row = this.#known.rows.get(id) ?? absentRow(source, partition, key);
    this.#known.rows.set(id, row);
    return row;
  }

  #unit({ source, partition }: { readonly source: string; readonly partition: string }): UnitLedger {
    const id = unitId({ source, partition });
    const open = this.#units.get(id);
    if (open) return open;
    const stored = this.#known.unit(source, partition);
    const unit = new UnitLedger(stored ?? emptyUnit(source, partition), stored === undefined);
    this.#units.set(id, unit);
    return unit;
  }
}

function rejection(change: FactChange, code: string, detail: string): Rejection {
  const { source, partition, subjectKey, digest } = change;
  return { $typeName: 'plimsoll.link.v1.Rejection', source, partition, subjectKey, digest, code, detail };
}

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
