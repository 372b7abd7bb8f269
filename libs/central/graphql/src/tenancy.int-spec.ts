import { randomUUID } from 'node:crypto';
import { may, type Role } from '@plimsoll/identity';
import {
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isScalarType,
  getNamedType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGlobalId, writeGlobalId, NODE_TYPES } from './ids/global-id.js';
import { buildSchema } from './render-schema.js';
import { permissionOf } from './schema/guard-schema.js';
import { TestApi, type TestOrganization } from './testing/index.js';

let api: TestApi;
let mine: TestOrganization;
let theirs: TestOrganization;
let schema: GraphQLSchema;
/** Of the other organization: every global id and UUID that an answer can hold. */
let theirIds: readonly string[];

beforeAll(async () => {
  api = await TestApi.start();
  mine = await api.organization('mine');
  theirs = await api.organization('theirs');
  schema = await buildSchema();
  theirIds = await idsOf(theirs);
});
afterAll(() => api.close());

async function idsOf({ tokens, clusterId }: TestOrganization): Promise<readonly string[]> {
  const { admin: token } = tokens;
  const made = await api.ask(
    `mutation($id: ID!) { createEnrollmentToken { enrollmentToken { id } } refreshCluster(id: $id) { command { id } } }`,
    { token, variables: { id: clusterId } },
  );
  const read = await api.ask(
    `{ clusters { nodes { id uuid nodes(first: 1) { nodes { id } } } } findings(first: 100) { nodes { id } } subjects(first: 100) { nodes { id } }
       apiTokens { id } enrollmentTokens { id } }`,
    { token },
  );
  const text = JSON.stringify([made.data, read.data]);
  return [...new Set([...text.matchAll(/"(?:id|uuid)":"([^"]+)"/g)].map(([, id]) => id ?? ''))];
}

const kindOf = (id: string): string => readGlobalId(id)?.type ?? 'UUID';
const oneOfEachKind = (ids: readonly string[]): readonly string[] => [
  ...new Map(ids.map((id) => [kindOf(id), id])).values(),
];

/** An id of the same kind that nobody has. */
function missing(id: string): string {
  const global = readGlobalId(id);
  if (global === undefined) return randomUUID();
  const [first = '', ...rest] = global.parts;
  const other = /^[0-9a-f]{32}$/.test(first) ? randomUUID().replaceAll('-', '') : randomUUID();
  return writeGlobalId({ type: global.type, parts: [other, ...rest] });
}

type Root = readonly [name: string, field: GraphQLField<unknown, unknown>, operation: 'query' | 'mutation'];
const roots = (): readonly Root[] => [
  ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((field): Root => [
    field.name,
    field,
    'query',
  ]),
  ...Object.values(schema.getMutationType()?.getFields() ?? {}).map((field): Root => [
    field.name,
    field,
    'mutation',
  ]),
];

/** Every field without required arguments, down to a depth. */
function selection(type: ReturnType<typeof getNamedType>, depth: number): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(({ type: arg, defaultValue }) => isNonNullType(arg) && defaultValue === undefined))
      return [];
    const named = getNamedType(field.type);
    if (!isObjectType(named) && !isInterfaceType(named)) return [field.name];
    return depth === 0
      ? []
      : [`${field.name} ${page(field)}${selection(named, depth - 1)}`].filter((text) => !text.endsWith(' '));
  });
  return fields.length === 0 ? '{ __typename }' : `{ ${fields.join(' ')} }`;
}
const page = (field: GraphQLField<unknown, unknown>): string =>
  field.args.some(({ name }) => name === 'first') ? '(first: 2) ' : '';

/** The arguments of a root field with an id wherever one fits; undefined where none does. */
function argumentsWith({ args }: GraphQLField<unknown, unknown>, id: string): string | undefined {
  const quoted = JSON.stringify(id);
  const known: Readonly<Record<string, string>> = {
    id: quoted,
    scope: `{ cluster: ${quoted} }`,
    framework: '"pss-baseline"',
    from: '"2026-11-21T00:00:00Z"',
    labels: '[]',
    name: '"stolen"',
  };
  const filters: Readonly<Record<string, string>> = {
    FindingFilter: `{ clusters: [${quoted}] }`,
    SubjectFilter: `{ clusters: [${quoted}] }`,
    CreateEnrollmentTokenInput: `{ cluster: ${quoted} }`,
  };
  const written = args.flatMap(({ name, type }) => {
    const value = known[name] ?? filters[getNamedType(type).name];
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  return written.some((text) => text.includes(quoted)) ? `(${written.join(', ')})` : undefined;
}

describe('the walk over the schema', () => {
  it('finds a permission at every root field', () => {
    expect(roots().length).toBeGreaterThan(20);
    for (const [, field] of roots()) expect(permissionOf(field), field.name).toBeDefined();
  });

  it('finds ids of every kind that belongs to an organization', () => {
    const kinds = new Set(theirIds.map(kindOf));
    const owned = NODE_TYPES.filter((type) => type !== 'Control' && type !== 'Framework');
    expect([...kinds].toSorted()).toEqual([...owned, 'UUID'].toSorted());
  });

  it("answers another organization's id, at every root field, exactly as one that is missing", async () => {
    let asked = 0;
    for (const [name, field, operation] of roots()) {
      for (const id of oneOfEachKind(theirIds)) {
        const [given, absent] = [argumentsWith(field, id), argumentsWith(field, missing(id))];
        if (given === undefined || absent === undefined) continue;
        const ask = (args: string) =>
          api.ask(`${operation} { ${name}${args} ${selection(getNamedType(field.type), 1)} }`, {
            token: mine.tokens.admin,
          });
        const [answer, expected] = [await ask(given), await ask(absent)];
        expect([name, id, answer.status, answer.data, answer.errors]).toEqual([
          name,
          id,
          expected.status,
          expected.data,
          expected.errors,
        ]);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(50);
  });

  it('shows nothing of the other organization at any root field, asked as deep as the limits let', async () => {
    const traces = ['theirs', theirs.clusterId, theirs.organizationId, ...theirIds];
    for (const [name, field] of roots().filter(([, , operation]) => operation === 'query')) {
      const args = argumentsWith(field, theirs.clusterId) ?? page(field);
      for (const depth of [3, 2, 1]) {
        const answer = await api.ask(`{ ${name}${args} ${selection(getNamedType(field.type), depth)} }`, {
          token: mine.tokens.admin,
        });
        if (answer.errors[0]?.extensions.code.startsWith('GRAPHQL_TOO')) continue;
        expect(answer.errors, name).toEqual([]);
        for (const trace of traces) expect(JSON.stringify(answer.data)).not.toContain(trace);
        break;
      }
    }
  });

  it('changed nothing of the other organization', async () => {
    const { data } = await api.ask('{ clusters { nodes { uuid name state labels { key } } } }', {
      token: theirs.tokens.viewer,
    });
    expect(data).toEqual({
      clusters: {
        nodes: [{ uuid: theirs.clusterId, name: 'theirs-one', state: 'ACTIVE', labels: [{ key: 'env' }] }],
      },
    });
    expect(await idsOf(theirs)).toEqual(expect.arrayContaining([...theirIds]));
  });
});

describe('roles', () => {
  it('allow at each root field what the table of permissions says, and nothing else', async () => {
    for (const role of ['admin', 'agent-manager', 'viewer'] satisfies Role[]) {
      for (const [name, field, operation] of roots()) {
        const permission = permissionOf(field);
        if (permission === undefined) throw new Error(`${name} has no permission`);
        const args = argumentsWith(field, randomUUID()) ?? argumentsFor(field);
        const { errors } = await api.ask(
          `${operation} { ${name}${args} ${selection(getNamedType(field.type), 0)} }`,
          { token: mine.tokens[role] },
        );
        const principal = {
          kind: 'api-token',
          organizationId: mine.organizationId,
          id: '',
          name: '',
          role,
        } as const;
        const denied = errors.some(({ extensions }) => extensions.code === 'PERMISSION_DENIED');
        expect([role, name, denied]).toEqual([role, name, !may(principal, permission)]);
      }
    }
  });

  it('hide tokens by id from those who may not manage them', async () => {
    const ids = (await idsOf(mine)).filter((id) => readGlobalId(id)?.type.endsWith('Token'));
    expect(ids.length).toBeGreaterThan(1);
    for (const id of ids) {
      const ask = (token: string) =>
        api.ask('query($id: ID!) { node(id: $id) { __typename } }', { token, variables: { id } });
      expect((await ask(mine.tokens.viewer)).data).toEqual({ node: null });
      expect((await ask(mine.tokens.admin)).data).not.toEqual({ node: null });
    }
  });
});

function argumentsFor({ args, name }: GraphQLField<unknown, unknown>): string {
  if (name === 'createApiToken') return '(input: { name: "x", role: VIEWER })';
  return args.some(({ name: arg, type }) => arg === 'id' && isScalarType(getNamedType(type)))
    ? '(id: "x")'
    : '';
}
