import { kubeErrors } from '../errors.js';
import { PREFIX_BYTES } from './lines.js';

/** One element of the list, or the beginning of one that is too large. */
export type ListItem = { readonly item: Buffer } | { readonly tooLong: Buffer; readonly bytes: number };

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COMMA] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c,
];
const MAX_ENVELOPE = 256 * 1024;
const ITEM_DEPTH = 3;
/** Enough to see the name before a list. */
const TAIL = 32;

/**
 * Cuts the JSON of a Kubernetes list into its items while it comes, so that a page is never in memory as a whole.
 * `envelope` is the rest: the same JSON with an empty list.
 */
export class ListItems {
  readonly #maxBytes: number;
  readonly #envelope: Buffer[] = [];
  #envelopeBytes = 0;
  #tail = '';
  #parts: Buffer[] = [];
  #bytes = 0;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #inItems = false;
  #complete = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** True when the list's JSON was read to its end. */
  get complete(): boolean {
    return this.#complete;
  }

  envelope(): string {
    return Buffer.concat(this.#envelope).toString('utf8');
  }

  /** @throws KUBE_ANSWER_INVALID for what is no list */
  *take(chunk: Buffer): Generator<ListItem> {
    // Of the chunk what lies between `from` and the cursor belongs to the item or to the envelope.
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inText = false;
        continue;
      }
      if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN || byte === OPEN_LIST) {
        this.#depth += 1;
        if (byte === OPEN_LIST && this.#depth === 2) {
          this.#keep(chunk.subarray(from, at + 1));
          from = at + 1;
          this.#inItems = /"items"\s*:\s*\[$/.test(this.#tail);
        } else if (this.#inItems && byte === OPEN && this.#depth === ITEM_DEPTH) from = at;
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        this.#depth -= 1;
        if (this.#inItems && this.#depth === 2 && byte === CLOSE) {
          this.#keepItem(chunk.subarray(from, at + 1));
          from = at + 1;
          yield this.#item();
        } else if (this.#inItems && this.#depth === 1) {
          this.#inItems = false;
          from = at;
        } else if (this.#depth === 0) this.#complete = true;
      } else if (this.#inItems && this.#depth === 2 && byte === COMMA) from = at + 1;
    }
    if (this.#inItems && this.#depth >= ITEM_DEPTH) this.#keepItem(chunk.subarray(from));
    else if (!this.#inItems) this.#keep(chunk.subarray(from));
  }

  #keep(part: Buffer): void {
    this.#envelopeBytes += part.length;
    if (this.#envelopeBytes > MAX_ENVELOPE)
      throw kubeErrors.error('KUBE_ANSWER_INVALID', 'the answer is no list');
    // A copy: the chunk is not to stay for the sake of its few first bytes.
    this.#envelope.push(Buffer.from(part));
    this.#tail = (this.#tail + part.subarray(-TAIL).toString('latin1')).slice(-TAIL);
  }

  #keepItem(part: Buffer): void {
    const kept = this.#bytes;
    this.#bytes += part.length;
    if (this.#bytes <= this.#maxBytes || kept < PREFIX_BYTES) this.#parts.push(part);
    if (this.#bytes > this.#maxBytes && this.#parts.length > 1)
      this.#parts = [Buffer.concat(this.#parts).subarray(0, PREFIX_BYTES)];
  }

  #item(): ListItem {
    const [first] = this.#parts;
    const bytes = this.#bytes;
    const text = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return bytes > this.#maxBytes ? { tooLong: text.subarray(0, PREFIX_BYTES), bytes } : { item: text };
  }
}
