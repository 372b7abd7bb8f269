import type { Expression } from './expression.js';

/** A part of an expression, and whether it has to hold. */
export interface Given<Term> {
  readonly part: Expression<Term>;
  readonly wanted: boolean;
}

/** One term, and what makes it the one that decides the whole: alternatives fail, conditions hold. */
export interface Deciding<Term> {
  readonly term: Term;
  readonly given: readonly Given<Term>[];
}

/** Every term of an expression with what makes it decide, for examples in which each of them does. */
export function deciding<Term>(
  expression: Expression<Term>,
  given: readonly Given<Term>[] = [],
): readonly Deciding<Term>[] {
  if ('term' in expression) return [{ term: expression.term, given }];
  const isAny = 'any' in expression;
  const parts = isAny ? expression.any : expression.all;
  return parts.flatMap((part, index) => {
    const others = parts.filter((_, at) => at !== index).map((other) => ({ part: other, wanted: !isAny }));
    return deciding(part, [...given, ...others]);
  });
}
