import type { Verdict, VerdictCounts } from '@plimsoll/model';

/** A subject's verdicts, one byte a control at the control's place; the codes are stored and never change. */
const CODES: Readonly<Record<Verdict, number>> = { pass: 1, fail: 2, unknown: 3, 'not-applicable': 4 };
const VERDICTS: readonly (Verdict | undefined)[] = [undefined, 'pass', 'fail', 'unknown', 'not-applicable'];
const COUNTED = [undefined, 'pass', 'fail', 'unknown', 'notApplicable'] as const;

/** The byte of a verdict in a vector. */
export const verdictCode = (verdict: Verdict): number => CODES[verdict];

/** One byte a place, as long as the highest place that has a verdict. */
export function encodeVector(verdicts: Iterable<readonly [place: number, verdict: Verdict]>): Uint8Array {
  const entries = [...verdicts];
  const vector = new Uint8Array(entries.reduce((length, [place]) => Math.max(length, place + 1), 0));
  for (const [place, verdict] of entries) vector[place] = CODES[verdict];
  return vector;
}

/** The inverse of {@link encodeVector}, by ascending place. A byte that no version wrote is no verdict. */
export function decodeVector(vector: Uint8Array): [place: number, verdict: Verdict][] {
  const entries: [number, Verdict][] = [];
  for (let place = 0; place < vector.length; place++) {
    const verdict = verdictAt(vector, place);
    if (verdict) entries.push([place, verdict]);
  }
  return entries;
}

/** undefined where the control does not apply, or the vector is older than the control. */
export function verdictAt(vector: Uint8Array, place: number): Verdict | undefined {
  return VERDICTS[vector[place] ?? 0];
}

/** By how much one control's counts move; each number from -1 to 1. */
export interface TallyDifference {
  readonly place: number;
  readonly counts: VerdictCounts;
}

/** How the tallies of a subject's namespace move when its vector changes; undefined is no subject. */
export function tallyDifference(
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): TallyDifference[] {
  const differences: TallyDifference[] = [];
  const length = Math.max(before?.length ?? 0, after?.length ?? 0);
  for (let place = 0; place < length; place++) {
    const from = before?.[place] ?? 0;
    const to = after?.[place] ?? 0;
    if (from !== to) differences.push({ place, counts: moved(from, to) });
  }
  return differences;
}

function moved(from: number, to: number): VerdictCounts {
  const counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 };
  const left = COUNTED[from];
  const entered = COUNTED[to];
  if (left) counts[left]--;
  if (entered) counts[entered]++;
  return counts;
}
