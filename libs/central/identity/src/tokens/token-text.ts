import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isOrganizationId } from '@plimsoll/model';
import type { OrganizationId } from '@plimsoll/model';
import { fromBase62, toBase62 } from './base62.js';

/** `api` for principals, `enroll` for clusters that join, `login` for a browser, once. */
export type TokenKind = 'api' | 'enroll' | 'login';

/**
 * What a token's text holds. The organization is in it, so that it is known before the first look-up; a part that is
 * changed finds nothing, because the secret is looked for within that organization only.
 */
export interface TokenContent {
  readonly kind: TokenKind;
  readonly organizationId: OrganizationId;
  readonly tokenId: string;
  readonly secret: Uint8Array;
}

const ID_BYTES = 16;
const SECRET_BYTES = 24; // 192 bits
const PAYLOAD_BYTES = 2 * ID_BYTES + SECRET_BYTES;
const PAYLOAD_LENGTH = 76; // characters of base62 for 56 bytes
const CHECKSUM_LENGTH = 6;
const SHAPE = /^plim_(api|enroll|login)_([0-9A-Za-z]{76})([0-9A-Za-z]{6})$/;

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

function idOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function checksum(text: string): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(text));
  return toBase62(sum, CHECKSUM_LENGTH);
}

export const newSecret = (): Uint8Array => new Uint8Array(randomBytes(SECRET_BYTES));

/** `plim_<kind>_<76 of base62><6 of base62>`: a scanner finds it by its prefix and proves it by its checksum. */
export function writeToken(content: TokenContent): string {
  const payload = Buffer.concat([bytesOf(content.organizationId), bytesOf(content.tokenId), content.secret]);
  const text = `plim_${content.kind}_${toBase62(payload, PAYLOAD_LENGTH)}`;
  return text + checksum(text);
}

/** Null unless kind, length and checksum fit; needs no store. */
export function readToken(text: string, kind: TokenKind): TokenContent | null {
  const shape = SHAPE.exec(text);
  if (shape?.[1] !== kind || checksum(text.slice(0, -CHECKSUM_LENGTH)) !== shape[3]) return null;
  const payload = fromBase62(shape[2] ?? '', PAYLOAD_BYTES);
  if (payload === null) return null;
  const organizationId = idOf(payload.subarray(0, ID_BYTES));
  if (!isOrganizationId(organizationId)) return null;
  const tokenId = idOf(payload.subarray(ID_BYTES, 2 * ID_BYTES));
  return { kind, organizationId, tokenId, secret: payload.subarray(2 * ID_BYTES) };
}

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const NOTHING = Buffer.alloc(32);

/** Compares in constant time with what is stored; an absent row costs the same and never fits. */
export function secretFits(secret: Uint8Array, storedHash: Uint8Array | undefined): boolean {
  const equal = timingSafeEqual(sha256(secret), storedHash ?? NOTHING);
  return equal && storedHash !== undefined;
}
