import type { Judgement } from '@plimsoll/model';

/** A rule with alternatives and conditions over terms of one kind. */
export type Expression<Term> =
  | { readonly any: readonly Expression<Term>[] }
  | { readonly all: readonly Expression<Term>[] }
  | { readonly term: Term };

/** The parts between the semicolons that are in no inner parentheses. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (index < text.length && !(character === ';' && depth === 0)) continue;
    parts.push(text.slice(start, index).trim());
    start = index + 1;
  }
  return parts;
}

/** Reads `any(a; b)` and `all(a; b)`, nested; everything else is a term. Parsed once, when a table is declared. */
export function parseExpression<Term>(text: string, parseTerm: (text: string) => Term): Expression<Term> {
  const group = /^(any|all)\((.*)\)$/s.exec(text.trim());
  if (group === null) return { term: parseTerm(text.trim()) };
  const parts = partsOf(group[2] ?? '').map((part) => parseExpression(part, parseTerm));
  return group[1] === 'any' ? { any: parts } : { all: parts };
}

/** Whether something holds, or the verdict that follows from not knowing it. */
export type Truth = boolean | Judgement;

/** What an expression comes to, and the terms that made it so. */
export interface Outcome<Term> {
  readonly truth: Truth;
  readonly because: readonly Term[];
}

/** Not knowing one term matters only where the others do not decide. */
export function evaluateExpression<Term>(
  expression: Expression<Term>,
  look: (term: Term) => Truth,
): Outcome<Term> {
  if ('term' in expression) return { truth: look(expression.term), because: [expression.term] };
  const decisive = 'any' in expression;
  const outcomes: Outcome<Term>[] = [];
  for (const part of 'any' in expression ? expression.any : expression.all) {
    const outcome = evaluateExpression(part, look);
    if (decisive && outcome.truth === true) return outcome;
    outcomes.push(outcome);
  }
  const against = outcomes.filter(({ truth }) => truth === false);
  if (!decisive && against.length > 0) return joined(false, against);
  const unknown = outcomes.find(({ truth }) => typeof truth === 'object');
  return unknown ?? joined(!decisive, outcomes);
}

const joined = <Term>(truth: boolean, outcomes: readonly Outcome<Term>[]): Outcome<Term> => ({
  truth,
  because: outcomes.flatMap(({ because }) => because),
});

export function termsOf<Term>(expression: Expression<Term>): readonly Term[] {
  if ('term' in expression) return [expression.term];
  return ('any' in expression ? expression.any : expression.all).flatMap(termsOf);
}

/** An expression in words, for the evidence. */
export function expressionText<Term>(expression: Expression<Term>, words: (term: Term) => string): string {
  if ('term' in expression) return words(expression.term);
  const [parts, word] = 'any' in expression ? [expression.any, ' or '] : [expression.all, ' and '];
  return parts
    .map((part) => ('term' in part ? words(part.term) : `(${expressionText(part, words)})`))
    .join(word);
}
