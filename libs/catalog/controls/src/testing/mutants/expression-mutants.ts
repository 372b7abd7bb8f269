import type { Expression } from '../../settings/expression.js';
import type { CmdlineTerm } from '../../kernel/cmdline/cmdline-term.js';
import type { ConfigTerm } from '../../kernel/config/config-term.js';
import type { Changed } from './mutant.js';

/** The expression with one of its parts changed, swapped or taken out. */
export function expressionMutants<Term>(
  expression: Expression<Term>,
  change: (term: Term) => readonly Changed<Term>[],
): readonly Changed<Expression<Term>>[] {
  if ('term' in expression) return change(expression.term).map(([what, term]) => [what, { term }]);
  const isAny = 'any' in expression;
  const parts = isAny ? expression.any : expression.all;
  const joined = (all: readonly Expression<Term>[], any = isAny): Expression<Term> =>
    any ? { any: all } : { all };
  return [
    [isAny ? 'any read as all' : 'all read as any', joined(parts, !isAny)],
    ...parts.flatMap((part, index): readonly Changed<Expression<Term>>[] => [
      [isAny ? 'an alternative lost' : 'a condition lost', joined(parts.filter((_, at) => at !== index))],
      ...expressionMutants(part, change).map(([what, changed]): Changed<Expression<Term>> => [
        `${what}, in a part`,
        joined(parts.map((one, at) => (at === index ? changed : one))),
      ]),
    ]),
  ];
}

const shiftedText = (value: string): string => (/^\d+$/.test(value) ? `${Number(value) + 1}` : `${value}x`);

/** An option of the kernel's configuration: the operator swapped, the value shifted. */
export function configTermMutants(term: ConfigTerm): readonly Changed<ConfigTerm>[] {
  switch (term.test) {
    case 'version':
      return [['the version one larger', { ...term, least: [term.least[0] + 100, 0, 0] }]];
    case 'equals':
      return [
        ['set read as not set', { test: 'unset', key: term.key }],
        ['set read as mentioned', { test: 'mentioned', key: term.key }],
        ['the value shifted', { ...term, value: shiftedText(term.value) }],
        ['another option', { ...term, key: `${term.key}_X` }],
      ];
    case 'unset':
      return [
        ['not set read as set', { test: 'equals', key: term.key, value: 'y' }],
        ['not set read as mentioned', { test: 'mentioned', key: term.key }],
        ['another option', { ...term, key: `${term.key}_X` }],
      ];
    case 'mentioned':
      return [['mentioned read as set', { test: 'equals', key: term.key, value: 'y' }]];
    case 'contains':
      return [
        ['contains read as equals', { test: 'equals', key: term.key, value: term.part }],
        ['the value shifted', { ...term, part: `${term.part}x` }],
      ];
    case 'largest':
      return [['the largest read as set', { test: 'mentioned', key: term.key }]];
  }
}

/** A boot parameter: the operator swapped, the value shifted. */
export function cmdlineTermMutants(term: CmdlineTerm): readonly Changed<CmdlineTerm>[] {
  switch (term.test) {
    case 'config':
      return configTermMutants(term.term).map(([what, changed]) => [what, { test: 'config', term: changed }]);
    case 'equals':
      return [
        ['a value read as any', { test: 'present', name: term.name }],
        ['a value read as absent', { test: 'absent', name: term.name }],
        ['the value shifted', { ...term, value: shiftedText(term.value) }],
      ];
    case 'absent':
      return [['absent read as present', { test: 'present', name: term.name }]];
    case 'present':
      return [['present read as absent', { test: 'absent', name: term.name }]];
    case 'differs':
      return [
        ['other read as equal', { test: 'equals', name: term.name, value: term.values[0] ?? '' }],
        ['other read as any', { test: 'present', name: term.name }],
        ['the value shifted', { ...term, values: term.values.map(shiftedText) }],
      ];
    case 'contains':
      return [
        ['contains read as equals', { test: 'equals', name: term.name, value: term.part }],
        ['contains read as any', { test: 'present', name: term.name }],
      ];
    case 'letters':
      return [
        ['letters read as any', { test: 'present', name: term.name }],
        ['a letter more', { ...term, letters: `${term.letters}X` }],
      ];
    case 'least':
      return [
        ['the value one larger', { ...term, least: term.least + 1 }],
        ['the value one smaller', { ...term, least: term.least - 1 }],
      ];
  }
}
