import { createLoginCode, operator } from '@plimsoll/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION_COOKIE } from './http/caller.js';
import { TestApi, type TestOrganization } from './testing/index.js';

let api: TestApi;
let acme: TestOrganization;
const JSON_TYPE = { 'content-type': 'application/json' };
const QUERY = '{ viewer { name } }';
const bearer = (): Readonly<Record<string, string>> => ({ authorization: `Bearer ${acme.tokens.viewer}` });

beforeAll(async () => {
  api = await TestApi.start();
  acme = await api.organization();
});
afterAll(() => api.close());

const code = (answer: { readonly errors: readonly { extensions: { code: string } }[] }): string | undefined =>
  answer.errors[0]?.extensions.code;
const post = (payload: string, headers: Readonly<Record<string, string>> = {}) =>
  api.answer({
    method: 'POST',
    url: '/graphql',
    headers: { ...JSON_TYPE, ...bearer(), ...headers },
    payload,
  });

describe('a request over HTTP', () => {
  it.each([
    ['nothing', undefined, 'GRAPHQL_UNAUTHENTICATED'],
    ['another scheme', 'Basic eDp5', 'GRAPHQL_UNAUTHENTICATED'],
    ['a malformed token', 'Bearer plim_api_x', 'TOKEN_REFUSED'],
  ])('with %s for authorization is 401', async (_name, authorization, expected) => {
    const answer = await api.ask(QUERY, authorization === undefined ? {} : { headers: { authorization } });
    expect([answer.status, code(answer), answer.data]).toEqual([401, expected, null]);
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  });

  it('without a token learns nothing, not even of its own text', async () => {
    for (const query of ['{ __schema { types { name } } }', '{ nope }', '{'])
      expect(code(await api.ask(query, {}))).toBe('GRAPHQL_UNAUTHENTICATED');
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/graphql',
  ])('as %s is 415', async (type) => {
    const answer = await post(JSON.stringify({ query: QUERY }), { 'content-type': type });
    expect([answer.status, code(answer)]).toEqual([415, 'GRAPHQL_MEDIA_TYPE']);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no object', '"x"'],
    ['no query', '{}'],
    ['a query that is no text', '{"query":{"kind":"Document"}}'],
    ['a batch', JSON.stringify([{ query: QUERY }, { query: QUERY }])],
    ['variables that are a list', JSON.stringify({ query: QUERY, variables: [] })],
    ['variables that are a text', JSON.stringify({ query: QUERY, variables: '{}' })],
    ['an operation name that is a number', JSON.stringify({ query: QUERY, operationName: 1 })],
    ['compressed bytes', '\u001f\u008b\u0008\u0000'],
  ])('with %s in its body is 400', async (_name, payload) => {
    const answer = await post(payload);
    expect([answer.status, code(answer)]).toEqual([400, 'GRAPHQL_BODY_INVALID']);
  });

  it('that is too large is 413', async () => {
    const answer = await post(JSON.stringify({ query: QUERY, variables: { x: 'x'.repeat(200_000) } }));
    expect([answer.status, code(answer)]).toEqual([413, 'GRAPHQL_TOO_LARGE']);
  });

  it('keeps 200 with errors for application/json, and takes statuses for the media type of GraphQL', async () => {
    const accept = 'application/graphql-response+json';
    const plain = await post(JSON.stringify({ query: '{ nope }' }));
    expect([plain.status, plain.type, code(plain)]).toEqual([
      200,
      'application/json; charset=utf-8',
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    const strict = await post(JSON.stringify({ query: '{ nope }' }), { accept });
    expect([strict.status, strict.type]).toEqual([400, `${accept}; charset=utf-8`]);
    const good = await post(JSON.stringify({ query: QUERY }), { accept });
    expect([good.status, good.type]).toEqual([200, `${accept}; charset=utf-8`]);
    expect(good.headers['cache-control']).toBe('no-store');
  });

  it('as GET takes queries only', async () => {
    const get = (query: string, more = '') =>
      api.answer({
        method: 'GET',
        url: `/graphql?query=${encodeURIComponent(query)}${more}`,
        headers: bearer(),
      });
    expect((await get(QUERY)).data).toEqual({ viewer: { name: 'viewer' } });
    const mutation = await get('mutation { createLoginCode { code } }');
    expect([mutation.status, code(mutation)]).toEqual([405, 'GRAPHQL_METHOD_NOT_ALLOWED']);
    const both = `query A ${QUERY} mutation B { createLoginCode { code } }`;
    expect((await get(both, '&operationName=A')).data).toEqual({ viewer: { name: 'viewer' } });
    expect((await get(both, '&operationName=B')).status).toBe(405);
    expect(code(await get(both, '&operationName=C'))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await get(QUERY, '&variables=x')).status).toBe(400);
  });

  it('runs the operation that is named, however often its text was sent', async () => {
    const query = 'query A { viewer { name } } query B { viewer { role } }';
    for (const _again of [1, 2, 3, 4]) {
      const a = await api.ask(query, { token: acme.tokens.viewer, operationName: 'A' });
      const b = await api.ask(query, { token: acme.tokens.viewer, operationName: 'B' });
      expect([a.data, b.data]).toEqual([{ viewer: { name: 'viewer' } }, { viewer: { role: 'VIEWER' } }]);
    }
    expect(code(await api.ask(query, { token: acme.tokens.viewer, operationName: 'C' }))).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  it('answers at most ten errors', async () => {
    const query = `{ ${Array.from({ length: 200 }, (_, i) => `nope${i}`).join(' ')} }`;
    expect((await api.ask(query, { token: acme.tokens.viewer })).errors.length).toBeLessThanOrEqual(10);
  });

  it('of a path that is not there is 404', async () => {
    expect((await api.inject({ method: 'GET', url: '/nothing' })).statusCode).toBe(404);
    expect((await api.inject({ method: 'GET', url: '/graphiql/passwd' })).statusCode).toBe(404);
    expect((await api.inject({ method: 'GET', url: '/graphiql/..%2f..%2fpackage.json' })).statusCode).toBe(
      404,
    );
  });

  it('masks a defect and logs it with the same correlation id', async () => {
    await api.database.store.transaction(acme.organizationId, (tx) =>
      tx.query("update posture set cause = 'canary'"),
    );
    const answer = await api.ask('{ organization { clusters { postures { cause } } } }', {
      token: acme.tokens.viewer,
    });
    expect(code(answer)).toBe('GRAPHQL_INTERNAL');
    expect(JSON.stringify(answer)).not.toContain('canary');
    const { details } = answer.errors[0]?.extensions ?? { details: {} };
    expect(api.logged).toContainEqual(expect.objectContaining(details));
    await api.database.store.transaction(acme.organizationId, (tx) =>
      tx.query("update posture set cause = 'facts'"),
    );
  });
});

describe('GraphiQL', () => {
  it('is served from here alone, under a policy without eval', async () => {
    const page = await api.inject({ method: 'GET', url: '/graphiql' });
    expect(page.statusCode).toBe(200);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect(page.payload).not.toMatch(/https?:\/\//);
    const files = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(files).toHaveLength(6);
    for (const url of files) expect((await api.inject({ method: 'GET', url })).statusCode).toBe(200);
  });
});

describe('the login of a browser', () => {
  const ORIGIN = { host: 'localhost:8080', origin: 'http://localhost:8080' };
  const login = (text: string, headers: Readonly<Record<string, string>> = ORIGIN) =>
    api.answer({
      method: 'POST',
      url: '/login',
      headers: { ...JSON_TYPE, ...headers },
      payload: JSON.stringify({ code: text }),
    });
  const newCode = async (): Promise<string> =>
    (await createLoginCode(api.identity, { ...operator(acme.organizationId), role: 'viewer' })).text;
  const cookieOf = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string =>
    String(answer.headers['set-cookie']);
  const asSession = (cookie: string, headers: Readonly<Record<string, string>>) =>
    api.ask(QUERY, { headers: { cookie: `other=1; ${cookie.split(';')[0]}`, ...headers } });

  it('spends a code once, for a cookie that scripts and other sites cannot use', async () => {
    const text = await newCode();
    const first = await login(text);
    expect(first.status).toBe(204);
    const cookie = cookieOf(first);
    expect(cookie).toContain(`${SESSION_COOKIE}=plim_api_`);
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=43200'])
      expect(cookie).toContain(attribute);
    expect((await asSession(cookie, ORIGIN)).data).toEqual({ viewer: { name: 'browser session' } });
    const again = await login(text);
    expect([again.status, code(again), again.headers['set-cookie']]).toEqual([
      401,
      'TOKEN_REFUSED',
      undefined,
    ]);
  });

  it('takes the code that the mutation gives, for the role of the caller', async () => {
    const answer = await api.ask<{ createLoginCode: { code: string; path: string } }>(
      'mutation { createLoginCode { code path expiresAt } }',
      { token: acme.tokens['agent-manager'] },
    );
    const made = answer.data?.createLoginCode;
    expect(made?.path).toBe(`/graphiql#code=${made?.code}`);
    expect((await login(made?.code ?? '')).status).toBe(204);
  });

  it('is refused from another site, without JSON, and without a code', async () => {
    const text = await newCode();
    for (const headers of [
      { host: 'localhost:8080', origin: 'https://evil.example' },
      { host: 'localhost:8080', origin: 'null' },
      { host: 'localhost:8080' },
      { ...ORIGIN, 'sec-fetch-site': 'cross-site' },
      { ...ORIGIN, 'sec-fetch-site': 'same-site' },
    ])
      expect(code(await login(text, headers))).toBe('GRAPHQL_CROSS_SITE');
    expect((await login(text, { ...ORIGIN, 'content-type': 'text/plain' })).status).toBe(415);
    const none = await api.answer({
      method: 'POST',
      url: '/login',
      headers: { ...JSON_TYPE, ...ORIGIN },
      payload: '{}',
    });
    expect(none.status).toBe(400);
    expect((await login(text)).status).toBe(204);
  });

  it('leaves a session that only pages of this server can use', async () => {
    const cookie = cookieOf(await login(await newCode()));
    expect((await asSession(cookie, { ...ORIGIN, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await asSession(cookie, { ...ORIGIN, origin: 'https://evil.example' })).status).toBe(403);
    expect((await asSession(cookie, { host: 'localhost:8080' })).status).toBe(403);
    expect((await asSession(cookie, { ...ORIGIN, 'content-type': 'text/plain' })).status).toBe(415);
  });
});
