import { readFileSync } from 'node:fs';
import {
  buildSchema as parseSchema,
  findBreakingChanges,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema, renderSchema } from './render-schema.js';
import { guardSchema } from './schema/guard-schema.js';

const COMMITTED = new URL('../../../../docs/schema.graphql', import.meta.url);

describe('docs/schema.graphql', () => {
  it('breaks nothing that was published', async () => {
    const published = parseSchema(readFileSync(COMMITTED, 'utf8'));
    expect(findBreakingChanges(published, parseSchema(await renderSchema()))).toEqual([]);
  });

  it('is what the resolvers declare', async () => {
    expect(await renderSchema()).toBe(readFileSync(COMMITTED, 'utf8'));
  });

  it('describes every type, field and argument', async () => {
    const missing: string[] = [];
    for (const type of Object.values((await buildSchema()).getTypeMap())) {
      if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
      if (!type.description && !['Query', 'Mutation', 'Subscription'].includes(type.name))
        missing.push(type.name);
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!field.description) missing.push(`${type.name}.${field.name}`);
        for (const arg of field.args)
          if (!arg.description) missing.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
    expect(missing).toEqual([]);
  });
});

describe('a root field without permission', () => {
  it('keeps the schema from starting', () => {
    expect(() => guardSchema(parseSchema('type Query { open: String }'))).toThrow(
      expect.objectContaining({ code: 'GRAPHQL_FIELD_UNGUARDED' }),
    );
  });
});
