/** A line, or the beginning of one that was too long. */
export type Line = { readonly line: Buffer } | { readonly tooLong: Buffer; readonly bytes: number };

/** What is kept of a line or item that is too long, to tell whose it was. */
export const PREFIX_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;

/** Cuts a stream into lines. What comes after the last line feed is an incomplete line and is left out. */
export class Lines {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the line that is not yet complete. */
  get pending(): number {
    return this.#bytes;
  }

  *take(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, from);
      if (end < 0) return this.#keep(chunk.subarray(from));
      this.#keep(chunk.subarray(from, end));
      from = end + 1;
      const line = this.#line();
      if (line) yield line;
    }
  }

  // Of a line that is too long its beginning alone is kept.
  #keep(part: Buffer): void {
    const kept = this.#bytes;
    this.#bytes += part.length;
    const limit = this.#bytes > this.#maxBytes ? PREFIX_BYTES : this.#maxBytes;
    if (kept < limit && part.length > 0) this.#parts.push(part);
    if (this.#bytes > this.#maxBytes && this.#parts.length > 1)
      this.#parts = [Buffer.concat(this.#parts).subarray(0, PREFIX_BYTES)];
  }

  #line(): Line | undefined {
    const [first] = this.#parts;
    const bytes = this.#bytes;
    const text = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    if (bytes > this.#maxBytes) return { tooLong: text.subarray(0, PREFIX_BYTES), bytes };
    return bytes === 0 ? undefined : { line: text };
  }
}
