import { createHmac, timingSafeEqual } from 'node:crypto';
import { graphqlErrors } from '../errors.js';

/** Where a page ended: the values of its order, as many as the order has columns. */
export type Position = readonly (string | number)[];

/** What a cursor is bound to; a cursor of another list, filter, order or organization is refused. */
export interface CursorScope {
  readonly organizationId: string;
  readonly list: string;
  readonly filter: unknown;
  readonly order: unknown;
}

const MAC_BYTES = 16;

/** Makes and reads opaque cursors; the key is the installation's secret. */
export class Cursors {
  constructor(private readonly key: Buffer) {}

  write(position: Position, scope: CursorScope): string {
    const text = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.mac(text, scope), text]).toString('base64url');
  }

  /** @throws PlimsollError GRAPHQL_CURSOR_INVALID */
  read(cursor: string, scope: CursorScope): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const text = bytes.subarray(MAC_BYTES);
    if (bytes.length <= MAC_BYTES || !timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.mac(text, scope)))
      throw graphqlErrors.error('GRAPHQL_CURSOR_INVALID', 'The cursor does not belong to this list.');
    return JSON.parse(text.toString()) as Position;
  }

  private mac(text: Buffer, { organizationId, list, filter, order }: CursorScope): Buffer {
    const bound = JSON.stringify([organizationId, list, filter ?? null, order ?? null]);
    return createHmac('sha256', this.key)
      .update(bound)
      .update('\0')
      .update(text)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}
