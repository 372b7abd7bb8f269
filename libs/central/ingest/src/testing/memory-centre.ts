import type { ConnectRequest } from '@plimsoll/link-contract';
import { checkFrames } from '../edge/checked-frame.js';
import { isCounted, type FactRow } from '../ledger/fact-row.js';
import { emptyUnit, unitId, UnitLedger, type UnitSnapshot } from '../ledger/unit-ledger.js';
import { ack, type Answer } from '../plan/answers.js';
import { Conversation } from '../plan/conversation.js';
import { compareHello, type ClaimedRoot } from '../plan/hello.js';
import { Plan } from '../plan/plan.js';

const CREDITS = { $typeName: 'plimsoll.link.v1.Credits', bytes: 4096, facts: 20 } as const;

/** The centre's decisions over a store in memory: for the laws of the synchronisation. */
export class MemoryCentre {
  readonly rows = new Map<string, FactRow>();
  readonly units = new Map<string, UnitSnapshot>();
  readonly credits = CREDITS;
  #talk = new Conversation();
  #sequence = 0n;

  /** A new stream; what the centre asks first. */
  open(roots: readonly ClaimedRoot[]): readonly Answer[] {
    this.#talk = new Conversation();
    this.#sequence = 1n;
    return compareHello(roots, [...this.units.values()]).questions;
  }

  /** Frames that came in together, as one commit. */
  receive(frames: readonly ConnectRequest[], now: number): readonly Answer[] {
    const checked = checkFrames(frames, this.#sequence);
    this.#sequence += BigInt(frames.length);
    const unit = (source: string, partition: string) => this.units.get(unitId({ source, partition }));
    const plan = new Plan({ unit, rows: this.rows }, this.#talk, now);
    for (const frame of checked) plan.apply(frame);
    for (const row of plan.dirtyRows()) row.dirty = false;
    for (const snapshot of plan.dirtyUnits()) this.units.set(unitId(snapshot), snapshot);
    return [ack(this.#sequence, plan.rejected, CREDITS), ...plan.answers];
  }

  /** Loses a fact behind everybody's back, as a restored backup would. */
  forget(id: string): void {
    const row = this.rows.get(id);
    if (!row || !isCounted(row)) return;
    const unit = this.units.get(unitId(row)) ?? emptyUnit(row.source, row.partition);
    const ledger = new UnitLedger(unit, false);
    ledger.discount(row);
    this.units.set(unitId(row), ledger.snapshot());
    this.rows.delete(id);
  }
}
