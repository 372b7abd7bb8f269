import type { Control, ControlCase } from '@plimsoll/engine';
import { judge } from '@plimsoll/engine';

/** A control that was made from a row of a table in which one thing was changed. */
export interface Mutant {
  /** The control that the row stands for. */
  readonly id: string;
  /** What was changed, in words that are the same for every row. */
  readonly what: string;
  readonly control: Control;
}

/** One row in which one thing was changed. */
export type Changed<Row> = readonly [what: string, row: Row];

const derivedOf =
  ({ derived }: ControlCase): NonNullable<Parameters<typeof judge>[1]['derived']> =>
  (id) => {
    const value = derived?.[id];
    return value === undefined ? undefined : { value, incomplete: false };
  };

/** Whether a control judges an example as it says: verdict, reason and the evidence that it names. */
export function agrees(control: Control, example: ControlCase): boolean {
  const { subject, facts, expect } = example;
  const judgement = judge(control, { subject, facts, derived: derivedOf(example) });
  if (judgement.verdict !== expect.verdict) return false;
  if (expect.reason !== undefined && !('reason' in judgement && judgement.reason === expect.reason))
    return false;
  const shown = 'evidence' in judgement ? (judgement.evidence ?? []) : [];
  return (expect.evidence ?? []).every((wanted) =>
    shown.some(({ path, value }) => path === wanted.path && (!('value' in wanted) || value === wanted.value)),
  );
}

/** Whether none of the examples notices the change. */
export const survives = ({ control }: Mutant, examples: readonly ControlCase[]): boolean =>
  examples.every((example) => agrees(control, example));
