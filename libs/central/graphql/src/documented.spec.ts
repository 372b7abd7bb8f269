import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { MAX_ERRORS } from './errors/translate.js';
import { BODY_BYTES } from './http/request-body.js';
import { checkDocument, checkText } from './limits/enforce.js';
import { DEFAULT_LIMITS, PAGE_SIZE } from './limits/limits.js';

const read = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
const page = read('graphql.md');
const examples = [...page.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text = '']) => text);

const limitRows = page
  .slice(page.indexOf('## Limits'), page.indexOf('## Lists'))
  .split('\n')
  .filter((line) => /^\|.*\d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

describe('docs/graphql.md', () => {
  it('names the limits that the code has', () => {
    expect(Object.fromEntries(limitRows.map(([, what = '', limit]) => [what, Number(limit)]))).toEqual({
      'body, bytes': BODY_BYTES,
      'query text, bytes': DEFAULT_LIMITS.bytes,
      tokens: DEFAULT_LIMITS.tokens,
      depth: DEFAULT_LIMITS.depth,
      aliases: DEFAULT_LIMITS.aliases,
      cost: DEFAULT_LIMITS.cost,
      'first, default': PAGE_SIZE.default,
      'first, most': PAGE_SIZE.max,
      'errors of one answer': MAX_ERRORS,
    });
  });

  it('has examples', () => expect(examples.length).toBeGreaterThan(2));

  it.each(examples)('shows an operation that the schema takes, within the limits: %s', (text) => {
    expect(validate(buildSchema(read('schema.graphql')), parse(text))).toEqual([]);
    expect(() => checkDocument(checkText(text, DEFAULT_LIMITS), {}, DEFAULT_LIMITS)).not.toThrow();
  });
});
