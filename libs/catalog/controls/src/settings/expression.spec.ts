import type { Judgement } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateExpression, expressionText, parseExpression, termsOf, type Truth } from './expression.js';

const parse = (text: string) => parseExpression(text, (term) => term);
const UNKNOWN: Judgement = { verdict: 'unknown', reason: 'unreadable', detail: 'hidden' };
const truthOf = (text: string, truths: Readonly<Record<string, Truth>>) =>
  evaluateExpression(parse(text), (term) => truths[term] ?? false);

describe('a rule with alternatives', () => {
  it('is read with its nesting, and a comma or a bracket in a term left alone', () => {
    expect(parse('any(a=x,y; all(b=1; any(c; d=(e))); f)')).toEqual({
      any: [
        { term: 'a=x,y' },
        { all: [{ term: 'b=1' }, { any: [{ term: 'c' }, { term: 'd=(e)' }] }] },
        { term: 'f' },
      ],
    });
    expect(expressionText(parse('any(a; all(b; c))'), (term) => term)).toBe('a or (b and c)');
    expect(termsOf(parse('any(a; all(b; c))'))).toEqual(['a', 'b', 'c']);
  });

  it('holds by the first alternative that does, whatever is unknown beside it', () => {
    expect(truthOf('any(a; b; c)', { a: UNKNOWN, b: true })).toEqual({ truth: true, because: ['b'] });
    expect(truthOf('any(a; b)', { a: UNKNOWN })).toMatchObject({ truth: UNKNOWN });
    expect(truthOf('any(a; b)', {})).toEqual({ truth: false, because: ['a', 'b'] });
  });

  it('fails by the conditions that do, whatever is unknown beside them', () => {
    expect(truthOf('all(a; b; c; d)', { a: UNKNOWN, c: true })).toEqual({
      truth: false,
      because: ['b', 'd'],
    });
    expect(truthOf('all(a; b)', { a: UNKNOWN, b: true })).toMatchObject({ truth: UNKNOWN });
    expect(truthOf('all(a; b)', { a: true, b: true })).toEqual({ truth: true, because: ['a', 'b'] });
  });

  it('never gets another answer by knowing less', () => {
    const truths = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    const rule = fc.constantFrom(
      'any(a; all(b; c); d)',
      'all(any(a; b); any(c; d))',
      'all(a; any(b; all(c; d)))',
    );
    fc.assert(
      fc.property(rule, truths, fc.integer({ min: 0, max: 15 }), (text, [a, b, c, d], hidden) => {
        const all = { a: a ?? false, b: b ?? false, c: c ?? false, d: d ?? false };
        const some = Object.fromEntries(
          Object.entries(all).map(([key, truth], at) => [key, hidden & (1 << at) ? UNKNOWN : truth]),
        );
        const { truth } = truthOf(text, some);
        return truth === UNKNOWN || truth === truthOf(text, all).truth;
      }),
    );
  });
});
