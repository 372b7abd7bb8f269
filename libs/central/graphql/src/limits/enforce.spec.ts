import { describe, expect, it } from 'vitest';
import { parse } from 'graphql';
import { checkDocument, checkText } from './enforce.js';
import { DEFAULT_LIMITS } from './limits.js';
import { measure } from './measure.js';

const refuse = (source: string, variables = {}) => {
  try {
    checkDocument(checkText(source, DEFAULT_LIMITS), variables, DEFAULT_LIMITS);
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const nested = (levels: number): string => 'a{'.repeat(levels - 1) + 'b' + '}'.repeat(levels - 1);

describe('the limits of a request', () => {
  it.each([
    ['an ordinary query', '{ clusters(first: 100) { nodes { name health { connected } } } }', 'accepted'],
    ['too much text', `{ a }${' '.repeat(40_000)}`, 'GRAPHQL_TOO_LARGE'],
    ['a comment flood', `{ a }${'#x\n'.repeat(20_000)}`, 'GRAPHQL_TOO_LARGE'],
    ['too many tokens', `{ ${'a '.repeat(3_000)} }`, 'GRAPHQL_TOO_MANY_TOKENS'],
    ['broken text', '{ a', 'GRAPHQL_PARSE_FAILED'],
    ['the deepest allowed', `{ ${nested(DEFAULT_LIMITS.depth)} }`, 'accepted'],
    ['one level more', `{ ${nested(DEFAULT_LIMITS.depth + 1)} }`, 'GRAPHQL_TOO_DEEP'],
    [
      'depth behind fragments',
      `{ ...A } fragment A on Q { ${nested(8)} ...B } fragment B on Q { ${nested(13)} }`,
      'GRAPHQL_TOO_DEEP',
    ],
    [
      'a fragment cycle',
      '{ ...A } fragment A on Q { a { ...B } } fragment B on Q { b { ...A } }',
      'GRAPHQL_TOO_DEEP',
    ],
    [
      'too many aliases',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: a`).join(' ')} }`,
      'GRAPHQL_TOO_MANY_ALIASES',
    ],
    [
      'pages of pages of pages',
      '{ a(first:100) { nodes { b(first:100) { nodes { c(first: 100) { d } } } } } }',
      'GRAPHQL_TOO_COSTLY',
    ],
  ])('%s', (_title, source, expected) => {
    expect(refuse(source)).toBe(expected);
  });

  it('counts a page size that is a variable', () => {
    const source = 'query($n: Int) { a(first:$n) { b(first:$n) { c(first:$n) { d } } } }';
    expect(refuse(source, { n: 5 })).toBe('accepted');
    expect(refuse(source, { n: 100 })).toBe('GRAPHQL_TOO_COSTLY');
    expect(refuse(source, { n: 1e12 })).toBe('GRAPHQL_TOO_COSTLY');
  });

  it('counts the default page of a connection, also where a fragment or a field of that name hides it', () => {
    const cost = (source: string): number => measure(parse(source), {}).cost;
    expect(cost('{ a { nodes { b } } }')).toBe(1 + 25 * 2);
    expect(cost('{ a { ...F } } fragment F on C { nodes { b } }')).toBe(1 + 25 * 2);
    expect(cost('{ a { ... on C { edges { b } } } }')).toBe(1 + 25 * 2);
    expect(cost('{ a { nodes { nodes { nodes { b } } } } }')).toBe(1 + 25 * (1 + 1 + 25 * 2));
  });

  it('measures a fragment bomb once a fragment', () => {
    const bomb = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Q { ...F${i + 1} ...F${i + 1} }`,
    ).join('\n');
    expect(measure(parse(`{ ...F0 } ${bomb} fragment F60 on Q { a }`), {}).cost).toBe(1e9);
  });

  it('measures the worst operation of a document', () => {
    expect(measure(parse('query A { a } query B { b { c } }'), {})).toEqual({
      depth: 2,
      aliases: 0,
      cost: 2,
    });
  });
});
