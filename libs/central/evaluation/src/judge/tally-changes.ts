import { tallyDifference } from '@plimsoll/engine';
import { NO_COUNTS, addCounts } from '@plimsoll/model';
import type { ControlId, VerdictCounts } from '@plimsoll/model';
import type { EvaluationCatalog } from '../evaluation-catalog.js';

/** By how much the counts of a control in a namespace move. */
export interface TallyChange {
  readonly namespace: string;
  readonly control: ControlId;
  readonly difference: VerdictCounts;
  readonly cause: 'facts' | 'catalogue';
}

/** Sums the moves of subjects; what cancels out is left out. */
export class TallyChanges {
  private readonly changes = new Map<string, TallyChange>();

  constructor(private readonly catalog: EvaluationCatalog) {}

  /** Facts win as the cause where both moved a tally. */
  add(
    namespace: string,
    before: Uint8Array | undefined,
    after: Uint8Array | undefined,
    cause: TallyChange['cause'],
  ): void {
    for (const { place, counts } of tallyDifference(before, after)) {
      const control = this.catalog.controlAt(place)?.id;
      if (control === undefined) continue; // of a control that is gone: its tallies were closed
      const key = `${namespace}\0${control}`;
      const known = this.changes.get(key);
      const difference = addCounts(known?.difference ?? NO_COUNTS, counts);
      this.changes.set(key, {
        namespace,
        control,
        difference,
        cause: known?.cause === 'facts' ? 'facts' : cause,
      });
    }
  }

  get moved(): readonly TallyChange[] {
    return [...this.changes.values()].filter(({ difference }) =>
      Object.values(difference).some((count) => count !== 0),
    );
  }
}
