import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi, type TestOrganization } from './testing/index.js';

let api: TestApi;
let acme: TestOrganization;

beforeAll(async () => {
  api = await TestApi.start();
  acme = await api.organization();
});
afterAll(() => api.close());

const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const CIRCLE = (levels: number): string =>
  levels === 0 ? 'id' : `findings(first: 1) { nodes { cluster { ${CIRCLE(levels - 1)} } } }`;

describe('a limit', () => {
  it.each([
    ['bytes', `{ viewer { name } } ${'#'.repeat(40_000)}`, 'GRAPHQL_TOO_LARGE'],
    ['blanks', `{ viewer { name } } ${' '.repeat(40_000)}`, 'GRAPHQL_TOO_LARGE'],
    ['tokens', `{ viewer { ${'name '.repeat(3_000)} } }`, 'GRAPHQL_TOO_MANY_TOKENS'],
    ['a __typename flood', `{ ${'__typename '.repeat(2_500)} }`, 'GRAPHQL_TOO_MANY_TOKENS'],
    ['a directive flood', `{ viewer { name ${'@a'.repeat(1_500)} } }`, 'GRAPHQL_TOO_MANY_TOKENS'],
    ['broken text', '{ viewer { name }', 'GRAPHQL_PARSE_FAILED'],
    [
      'a parsed document as JSON',
      JSON.stringify({ kind: 'Document', definitions: [] }),
      'GRAPHQL_PARSE_FAILED',
    ],
    ['a circular walk', `{ clusters(first: 1) { nodes { ${CIRCLE(6)} } } }`, 'GRAPHQL_TOO_DEEP'],
    [
      'a fragment cycle',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      'GRAPHQL_TOO_DEEP',
    ],
    ['aliases', `{ ${many(40, (i) => `a${i}: viewer { name }`)} }`, 'GRAPHQL_TOO_MANY_ALIASES'],
    [
      'pages of pages',
      '{ clusters(first: 100) { nodes { findings(first: 100) { nodes { id severity cluster { id } } } } } }',
      'GRAPHQL_TOO_COSTLY',
    ],
    [
      'a page size that a variable defaults to',
      'query($n: Int! = 100) { clusters(first: $n) { nodes { findings(first: $n) { nodes { id severity cluster { id } } } } } }',
      'GRAPHQL_TOO_COSTLY',
    ],
    [
      'default pages of default pages',
      '{ clusters { nodes { subjects { nodes { findings { nodes { id severity } } } } } } }',
      'GRAPHQL_TOO_COSTLY',
    ],
    [
      'a fragment bomb',
      `{ ...F0 } ${many(30, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F30 on Query { __typename }`,
      'GRAPHQL_TOO_COSTLY',
    ],
    ['a type that is deferred', '{ ... @defer { viewer { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('on %s', async (_name, query, code) => {
    // Twice, because Mercurius remembers texts: what was refused once must not get through the second time.
    for (const _time of [1, 2]) {
      const answer = await api.ask(query, { token: acme.tokens.viewer });
      expect([answer.data, answer.errors[0]?.extensions.code]).toEqual([null, code]);
      expect(answer.errors[0]?.extensions.hint).not.toBe('');
    }
  });

  it('holds for page sizes that variables give, also of a text that was accepted before', async () => {
    const query =
      'query($n: Int!) { clusters(first: $n) { nodes { findings(first: $n) { nodes { id severity cluster { id } } } } } }';
    const ask = (n: number) => api.ask(query, { token: acme.tokens.viewer, variables: { n } });
    for (const _time of [1, 2, 3]) expect((await ask(2)).errors).toEqual([]);
    expect((await ask(100)).errors[0]?.extensions.code).toBe('GRAPHQL_TOO_COSTLY');
  });

  it.each([0, -1, 101, 99_999_999])('refuses first: %i', async (first) => {
    const answer = await api.ask('query($first: Int!) { controls(first: $first) { nodes { id } } }', {
      token: acme.tokens.viewer,
      variables: { first },
    });
    expect(answer.errors[0]?.extensions.code).toBe('GRAPHQL_PAGE_SIZE');
  });

  it('refuses a variable of a wrong type as the mistake of the caller', async () => {
    for (const first of ['x', 1.5, 1e12, {}, [1, 2]])
      expect(
        (
          await api.ask('query($first: Int!) { controls(first: $first) { nodes { id } } }', {
            token: acme.tokens.viewer,
            variables: { first },
          })
        ).errors[0]?.extensions.code,
      ).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    ['a list of 101 items', { namespaces: Array.from({ length: 101 }, String) }],
    ['a text of 5,000 characters', { namespaces: ['x'.repeat(5_000)] }],
    ['a NUL character', { namespaces: ['a\0b'] }],
    ['half a character', { namespaces: ['\ud800'] }],
  ])('refuses %s in a filter, at any depth', async (_name, filter) => {
    const variables = { filter };
    for (const query of [
      'query($filter: FindingFilter) { findings(filter: $filter) { nodes { id } } }',
      'query($filter: FindingFilter) { clusters(first: 1) { nodes { findings(filter: $filter) { nodes { id } } } } }',
    ]) {
      const { errors } = await api.ask(query, { token: acme.tokens.viewer, variables });
      expect(errors[0]?.extensions).toMatchObject({
        code: 'GRAPHQL_ARGUMENT_INVALID',
        details: { argument: expect.stringContaining('filter.namespaces') },
      });
    }
  });

  it('takes texts of other languages for what they are', async () => {
    for (const text of ["'; drop table findings; --", '%', '_', '\\', '${7*7}', '(a+)+$', '../../etc/passwd'])
      expect(
        (
          await api.ask(
            'query($t: String!) { findings(filter: { namespaces: [$t] }) { totalCount } subjects(filter: { names: [$t] }) { totalCount } clusters(filter: { search: $t }) { totalCount } control: controls(filter: { search: $t }) { pageInfo { hasNextPage } } }',
            { token: acme.tokens.viewer, variables: { t: text } },
          )
        ).errors,
      ).toEqual([]);
  });
});

describe('a cursor', () => {
  const page = (after: string, filter: object, token = acme.tokens.viewer) =>
    api.ask<{ findings: { pageInfo: { endCursor: string } } }>(
      'query($after: String, $filter: FindingFilter) { findings(first: 1, after: $after, filter: $filter) { pageInfo { endCursor } } }',
      { token, variables: { after, filter } },
    );

  it('is refused when it was tampered with, and under another filter, list or organization', async () => {
    const first = await api.ask<{ findings: { pageInfo: { endCursor: string } } }>(
      '{ findings(first: 1) { pageInfo { endCursor } } }',
      { token: acme.tokens.viewer },
    );
    const cursor = first.data?.findings.pageInfo.endCursor ?? '';
    expect((await page(cursor, {})).errors).toEqual([]);
    const other = await api.organization('other');
    const refused = await Promise.all([
      page(`A${cursor.slice(1)}`, {}),
      page(cursor.slice(0, -2), {}),
      page('', {}),
      page(cursor, { severities: ['LOW'] }),
      page(cursor, {}, other.tokens.viewer),
      api.ask('query($after: String) { subjects(after: $after) { nodes { id } } }', {
        token: acme.tokens.viewer,
        variables: { after: cursor },
      }),
    ]);
    for (const { errors } of refused) expect(errors[0]?.extensions.code).toBe('GRAPHQL_CURSOR_INVALID');
  });
});
