import type { JsonValue } from '../json.js';

/** Of a (subject, control). `manual` belongs to requirements; `stale` and `waived` are overlays (DESIGN section 8). */
export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** What a reader sees: a verdict after the overlays, or of a requirement. */
export type ShownVerdict = Verdict | 'waived' | 'manual';

export type Severity = 'critical' | 'high' | 'medium' | 'low';
/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
/** w(severity) of the score and the coverage. */
export const SEVERITY_WEIGHT: Readonly<Record<Severity, number>> = {
  critical: 10,
  high: 7,
  medium: 4,
  low: 1,
};

/** Why a verdict is unknown. Closed, because dashboards group by it. */
export type UnknownReason =
  | 'not-collected' // a source that is needed has no completed epoch, or nothing was in the files
  | 'unreadable' // the source was read, this value could not be
  | 'incomplete' // a derived fact was made from an incomplete set, so it may fail but never pass
  | 'ambiguous' // several candidates disagree (scan)
  | 'rejected' // the fact was refused (DESIGN section 6, poison)
  | 'stale' // overlay: the source was not confirmed in time
  | 'error'; // the control itself failed

/** One piece of evidence; `path` is the source's own key (DESIGN section 10). */
export interface Evidence {
  readonly path: string;
  /** null when there is nothing at the path. */
  readonly value: JsonValue;
  /** In words: `not true`, `>= 1`, `one of a, b`. */
  readonly wanted: string;
}

/** What a control says of one subject. */
export type Judgement =
  | { readonly verdict: 'pass'; readonly evidence: readonly Evidence[] }
  | { readonly verdict: 'fail'; readonly evidence: readonly Evidence[] }
  | {
      readonly verdict: 'unknown';
      readonly reason: UnknownReason;
      readonly detail: string;
      readonly evidence?: readonly Evidence[];
    }
  | { readonly verdict: 'not-applicable'; readonly reason: string };

/** Numbers of subjects per verdict, after the overlays. */
export interface VerdictCounts {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly waived: number;
}
