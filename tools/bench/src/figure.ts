import type { Spread } from './measure/statistics.js';

/** What a scenario has to reach: the value itself, or its ratio to the floor, at most or at least a bound. */
export interface Target {
  readonly of: 'value' | 'ratio';
  readonly is: 'at most' | 'at least';
  readonly bound: number;
}

/** One line of the benchmark's output. */
export interface Figure {
  readonly scenario: string;
  readonly value: number;
  /** Of value and floor. */
  readonly unit: string;
  /** The least that any design would need for the same work, measured in the same run; null where there is none. */
  readonly floor: number | null;
  /** value / floor. */
  readonly ratio: number | null;
  readonly target: string;
  readonly met: boolean;
  readonly [extra: string]: unknown;
}

export interface Measured {
  readonly scenario: string;
  readonly value: number;
  readonly unit: string;
  readonly floor: number | null;
  readonly target: Target;
  /** A scenario with more conditions than its target says here whether they hold too. */
  readonly alsoMet?: boolean;
  readonly extras?: Readonly<Record<string, unknown>>;
}

export function figureOf({
  scenario,
  value,
  unit,
  floor,
  target,
  alsoMet = true,
  extras = {},
}: Measured): Figure {
  const ratio = floor === null || floor === 0 ? null : value / floor;
  const judged = target.of === 'value' ? value : ratio;
  return {
    scenario,
    value: rounded(value),
    unit,
    floor: floor === null ? null : rounded(floor),
    ratio: ratio === null ? null : rounded(ratio),
    target: targetText(target, unit),
    met: judged !== null && holds(judged, target) && alsoMet,
    ...extras,
  };
}

export const figureLine = (figure: Figure): string => JSON.stringify(figure);

/** Four digits that matter: more would claim a precision that a shared machine does not have. */
export const rounded = (value: number): number => Number(value.toPrecision(4));

export const roundedSpread = ({ min, median, max, runs }: Spread): Spread => ({
  min: rounded(min),
  median: rounded(median),
  max: rounded(max),
  runs,
});

const holds = (value: number, { is, bound }: Target): boolean =>
  is === 'at most' ? value <= bound : value >= bound;

const targetText = ({ of, is, bound }: Target, unit: string): string =>
  `${of} ${is === 'at most' ? '<=' : '>='} ${bound}${of === 'value' ? ` ${unit}` : ''}`;
