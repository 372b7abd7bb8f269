import { randomBytes, randomUUID } from 'node:crypto';
import { isOrganizationId } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase62, toBase62 } from './base62.js';
import { newSecret, readToken, secretFits, sha256, writeToken } from './token-text.js';
import type { TokenContent } from './token-text.js';

function content(kind: TokenContent['kind']): TokenContent {
  const organizationId = randomUUID();
  if (!isOrganizationId(organizationId)) throw new Error('not an id');
  return { kind, organizationId, tokenId: randomUUID(), secret: newSecret() };
}

describe('base62', () => {
  it('is its own inverse, leading zeros included', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 56 }), (bytes) => {
        expect(fromBase62(toBase62(bytes, 76), bytes.length)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('refuses what is too large and what is no digit', () => {
    expect(fromBase62('zz', 1)).toBeNull();
    expect(fromBase62('a-', 2)).toBeNull();
  });
});

describe("a token's text", () => {
  it('reads back as it was written, with at least 160 bits of secret', () => {
    for (const kind of ['api', 'enroll'] as const) {
      const given = content(kind);
      const text = writeToken(given);
      expect(text).toMatch(/^plim_(api|enroll)_[0-9A-Za-z]{82}$/);
      expect(readToken(text, kind)).toEqual(given);
      expect(given.secret.length * 8).toBeGreaterThanOrEqual(160);
    }
  });

  it('is no token of the other kind', () => {
    expect(readToken(writeToken(content('api')), 'enroll')).toBeNull();
  });

  it('is refused offline when any one character is changed, added or missing', () => {
    const text = writeToken(content('api'));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', 'Z', '_', ' '), (place, character) => {
        const changed = text.slice(0, place) + character + text.slice(place + 1);
        fc.pre(changed !== text);
        expect(readToken(changed, 'api')).toBeNull();
        expect(readToken(text.slice(0, place) + text.slice(place + 1), 'api')).toBeNull();
        expect(readToken(text + character, 'api')).toBeNull();
      }),
    );
  });

  it('fits only the hash of its own secret', () => {
    const secret = newSecret();
    expect(secretFits(secret, sha256(secret))).toBe(true);
    expect(secretFits(secret, randomBytes(32))).toBe(false);
    expect(secretFits(secret, undefined)).toBe(false);
  });
});
