import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METADATA_LEVEL, withoutManagedFields } from './managed-fields.js';

/** Keys and texts that look like what is cut. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('managedFields', 'metadata', '"managedFields":[', '\\"', '[', '}'),
);
const { tree } = fc.letrec((again) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.array(again('tree'), { maxLength: 3 }),
    fc.dictionary(text, again('tree'), { maxKeys: 4 }),
  ),
}));
const object = fc.record({
  before: fc.dictionary(text, tree, { maxKeys: 3 }),
  metadata: fc.dictionary(
    text.filter((key) => key !== 'managedFields'),
    tree,
    { maxKeys: 3 },
  ),
  managedFields: fc.option(fc.array(tree, { maxLength: 3 }), { nil: undefined }),
  last: fc.boolean(),
  after: fc.dictionary(text, tree, { maxKeys: 3 }),
});

/** Everything but the managed fields of the object's own metadata, which may stay where something before looks alike. */
const lenient = (value: { readonly metadata?: object }): unknown => {
  const { managedFields: _, ...metadata }: { readonly managedFields?: unknown } = value.metadata ?? {};
  return { ...value, metadata };
};

describe('the managed fields of an object', () => {
  it('are cut and nothing else is, whatever the object holds', () => {
    fc.assert(
      fc.property(object, fc.boolean(), ({ before, metadata, managedFields, last, after }, inEvent) => {
        const own = last ? { ...metadata, managedFields } : { managedFields, ...metadata };
        const whole = { ...before, metadata: own, ...after, kind: 'Pod' };
        const read = (value: object): unknown => JSON.parse(JSON.stringify(value));
        const bytes = Buffer.from(JSON.stringify(inEvent ? { type: 'ADDED', object: whole } : whole));
        const level = inEvent ? METADATA_LEVEL.event : METADATA_LEVEL.item;
        const found: { readonly object?: object } = JSON.parse(withoutManagedFields(bytes, level));
        const content = inEvent ? (found.object ?? {}) : found;
        expect(read(lenient(content) as object)).toEqual(read(lenient(whole) as object));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of an ordinary object are gone, first, in the middle and last', () => {
    const managedFields = [{ manager: 'kubectl', fieldsV1: { 'f:metadata': { 'f:labels': { '.': {} } } } }];
    for (const metadata of [
      { managedFields },
      { managedFields, name: 'a' },
      { name: 'a', managedFields },
      { name: 'a', managedFields, uid: 'b' },
    ]) {
      const bytes = Buffer.from(JSON.stringify({ kind: 'Pod', metadata, spec: { managedFields: [1] } }));
      const { managedFields: _, ...rest } = { name: undefined, ...metadata };
      const cut: unknown = JSON.parse(withoutManagedFields(bytes, METADATA_LEVEL.item));
      expect(cut).toEqual(
        JSON.parse(JSON.stringify({ kind: 'Pod', metadata: rest, spec: { managedFields: [1] } })),
      );
    }
  });

  it('elsewhere stay', () => {
    const json = JSON.stringify({
      kind: 'Pod',
      spec: { metadata: { managedFields: [1] } },
      metadata: { name: 'a' },
    });
    expect(withoutManagedFields(Buffer.from(json), METADATA_LEVEL.item)).toBe(json);
  });
});
