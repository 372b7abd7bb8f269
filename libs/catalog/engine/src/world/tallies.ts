import {
  NO_COUNTS,
  subjectsIn,
  type ControlId,
  type ControlTally,
  type SourceId,
  type Verdict,
  type VerdictCounts,
} from '@plimsoll/model';
import type { Control } from '../control.js';

const COUNT = { pass: 'pass', fail: 'fail', unknown: 'unknown', 'not-applicable': 'notApplicable' } as const;

/** The counts of every control, also of those that met no subject. */
export interface TallySheet {
  readonly add: (control: ControlId, verdict: Verdict) => void;
  /** Adds the counts of a chunk that was judged elsewhere. */
  readonly addCounts: (control: ControlId, counts: VerdictCounts) => void;
  readonly tallies: () => ReadonlyMap<ControlId, ControlTally>;
}

/**
 * What a scan came to. A control that met a subject is complete: the files are all that was asked about. One that met
 * none is `not-applicable` only when the sources that could give it one were read as a whole.
 */
export function createTallySheet(
  controls: readonly Control[],
  world: { readonly completeSources: ReadonlySet<SourceId>; readonly complete: boolean },
): TallySheet {
  const sheet = new Map(controls.map(({ id }) => [id, { ...NO_COUNTS }]));
  const completeOf = (control: Control, counts: VerdictCounts): boolean =>
    world.complete ||
    subjectsIn(counts) > 0 ||
    control.subjects.every((source) => world.completeSources.has(source));
  return {
    add: (control, verdict) => {
      const counts = sheet.get(control);
      if (counts) counts[COUNT[verdict]]++;
    },
    addCounts: (control, more) => {
      const counts = sheet.get(control);
      if (!counts) return;
      for (const name of ['pass', 'fail', 'unknown', 'notApplicable', 'waived'] as const)
        counts[name] += more[name];
    },
    tallies: () =>
      new Map(
        controls.map((control) => {
          const counts = sheet.get(control.id) ?? NO_COUNTS;
          return [
            control.id,
            {
              control: control.id,
              severity: control.severity,
              counts: { ...counts },
              complete: completeOf(control, counts),
            },
          ];
        }),
      ),
  };
}
