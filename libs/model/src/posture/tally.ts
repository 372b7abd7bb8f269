import type { ControlId } from '../ids.js';
import type { Severity, VerdictCounts } from '../verdicts/verdict.js';

/** What one control came to over the subjects of a cluster or a namespace, after the overlays. */
export interface ControlTally {
  readonly control: ControlId;
  readonly severity: Severity;
  readonly counts: VerdictCounts;
  /**
   * True when every source that could give this control a subject has a completed epoch. `scan` says true as well of a
   * control that has a subject, because the files are all that it was asked about.
   */
  readonly complete: boolean;
}

/** The state of a control; `fail > unknown > pass`, not-applicable when none of these was given to a subject. */
export type ControlState =
  | { readonly state: 'pass' | 'fail' }
  | { readonly state: 'unknown'; readonly reason: 'verdicts' | 'not-collected' | 'not-implemented' }
  | { readonly state: 'not-applicable'; readonly reason: 'no subject' | 'verdicts' };

export const NO_COUNTS: VerdictCounts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 };

export function addCounts(left: VerdictCounts, right: VerdictCounts): VerdictCounts {
  return {
    pass: left.pass + right.pass,
    fail: left.fail + right.fail,
    unknown: left.unknown + right.unknown,
    notApplicable: left.notApplicable + right.notApplicable,
    waived: left.waived + right.waived,
  };
}

/** Every subject that was given a verdict. */
export const subjectsIn = (counts: VerdictCounts): number =>
  counts.pass + counts.fail + counts.unknown + counts.notApplicable + counts.waived;

/** DESIGN section 8: pass + fail + waived. */
export const judgedIn = (counts: VerdictCounts): number => counts.pass + counts.fail + counts.waived;

/**
 * The counts that the arithmetic uses: a control of which a source that could give subjects was not collected counts
 * one `unknown` for the subjects that may be there. It has no finding.
 */
export function effectiveCounts(tally: Pick<ControlTally, 'counts' | 'complete'>): VerdictCounts {
  return tally.complete ? tally.counts : { ...tally.counts, unknown: tally.counts.unknown + 1 };
}

/** A control whose subjects are all waived or pass is a pass; what is waived never fails. */
export function controlState(tally: ControlTally | undefined): ControlState {
  if (tally === undefined) return { state: 'unknown', reason: 'not-implemented' };
  const { counts } = tally;
  if (counts.fail > 0) return { state: 'fail' };
  if (counts.unknown > 0) return { state: 'unknown', reason: 'verdicts' };
  if (!tally.complete) return { state: 'unknown', reason: 'not-collected' };
  if (counts.pass + counts.waived > 0) return { state: 'pass' };
  return { state: 'not-applicable', reason: counts.notApplicable > 0 ? 'verdicts' : 'no subject' };
}
