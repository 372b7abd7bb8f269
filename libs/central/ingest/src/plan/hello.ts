import { stateRoot } from '@plimsoll/model';
import { UnitLedger, unitId, type UnitSnapshot } from '../ledger/unit-ledger.js';
import { compareBuckets, sendSubjects, type Answer } from './answers.js';

/** A root that Hello carries. */
export interface ClaimedRoot {
  readonly source: string;
  readonly partition: string;
  readonly root: Uint8Array;
}

/**
 * Compares the units of which the agent has completed an epoch since its start; all others take no part.
 * `inSync`: the agent told of something, and all of it is what we have.
 */
export function compareHello(
  roots: readonly ClaimedRoot[],
  units: readonly UnitSnapshot[],
): { readonly inSync: boolean; readonly questions: readonly Answer[] } {
  const stored = new Map(units.map((unit) => [unitId(unit), unit]));
  const questions = roots.flatMap((claimed) => {
    const unit = stored.get(unitId(claimed));
    const ledger = unit && new UnitLedger(unit, false);
    if (ledger && Buffer.compare(ledger.root(), claimed.root) === 0) return [];
    return [ledger && !ledger.isEmpty ? compareBuckets(claimed) : sendSubjects(claimed, [])];
  });
  return { inSync: roots.length > 0 && questions.length === 0, questions };
}

/** Whether Hello's state root is the one over the roots that it carries. */
export function isStateRoot(claimed: Uint8Array, roots: readonly ClaimedRoot[]): boolean {
  if (roots.length === 0) return claimed.length === 0;
  return Buffer.compare(stateRoot(roots), claimed) === 0;
}
