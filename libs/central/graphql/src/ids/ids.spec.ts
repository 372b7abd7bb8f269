import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursors, type CursorScope } from './cursor.js';
import { readGlobalId, writeGlobalId } from './global-id.js';

const cursors = new Cursors(Buffer.alloc(32, 7));
const scope: CursorScope = {
  organizationId: 'a',
  list: 'findings',
  filter: { severityIn: ['HIGH'] },
  order: 'WORST',
};

describe('a cursor', () => {
  it('comes back as it went, under the same scope', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 }),
        (position) => {
          expect(cursors.read(cursors.write(position, scope), scope)).toEqual(position);
        },
      ),
    );
  });

  it.each([
    ['another organization', { ...scope, organizationId: 'b' }],
    ['another list', { ...scope, list: 'subjects' }],
    ['another filter', { ...scope, filter: {} }],
    ['another order', { ...scope, order: 'NEWEST' }],
  ])('is refused under %s', (_title, other) => {
    expect(() => cursors.read(cursors.write([1, 'x'], scope), other)).toThrow(
      expect.objectContaining({ code: 'GRAPHQL_CURSOR_INVALID' }),
    );
  });

  it('is refused when any byte of it is changed, and when it is junk', () => {
    const good = Buffer.from(cursors.write(['x', 3], scope), 'base64url');
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ by;
        expect(() => cursors.read(bad.toString('base64url'), scope)).toThrow('does not belong');
      }),
    );
    for (const junk of ['', 'x', '????', 'a'.repeat(5000)])
      expect(() => cursors.read(junk, scope)).toThrow('does not belong');
  });
});

describe('a global id', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 3 }), (parts) => {
        expect(readGlobalId(writeGlobalId({ type: 'Subject', parts }))).toEqual({ type: 'Subject', parts });
      }),
    );
  });

  it('is undefined for any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readGlobalId(text)).toBeUndefined();
      }),
    );
    for (const text of [
      '',
      'W10',
      Buffer.from('["Root","x"]').toString('base64url'),
      Buffer.from('["Cluster"]').toString('base64url'),
    ])
      expect(readGlobalId(text)).toBeUndefined();
  });
});
