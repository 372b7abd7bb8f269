/** The repetitions of one measurement. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly runs: number;
}

/** @throws RangeError without values */
export function spreadOf(values: readonly number[]): Spread {
  return {
    min: quantile(values, 0),
    median: median(values),
    max: quantile(values, 1),
    runs: values.length,
  };
}

/** Of an even number of values the mean of the two in the middle. @throws RangeError without values */
export function median(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const sorted = ascending(values);
  return (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2;
}

/** Nearest rank: the smallest value that at least this part of the values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = ascending(values);
  return at(sorted, Math.max(0, Math.ceil(part * sorted.length) - 1));
}

const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError('no values');
  return value;
}
