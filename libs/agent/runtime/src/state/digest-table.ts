const DIGEST_BYTES = 16;
const FIRST_SLOTS = 16;

/**
 * Subject key -> 16-byte digest, and in which pass it was seen last. The digests lie in one slab, so that a subject
 * costs its key and 20 bytes, and no objects (DESIGN section 6: digests only in memory).
 */
export class DigestTable {
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  #digests = new Uint8Array(FIRST_SLOTS * DIGEST_BYTES);
  #passes = new Uint32Array(FIRST_SLOTS);
  #used = 0;

  get size(): number {
    return this.#slots.size;
  }

  /** A copy, or undefined when the subject is not in the table. */
  get(key: string): Uint8Array | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#at(slot).slice();
  }

  has(key: string): boolean {
    return this.#slots.has(key);
  }

  /** Notes the subject as seen in `pass`; returns the digest that it had before when that differs, or 'same'. */
  set(key: string, digest: Uint8Array, pass: number): 'same' | { readonly before: Uint8Array | undefined } {
    const known = this.#slots.get(key);
    const slot = known ?? this.#take();
    if (known === undefined) this.#slots.set(key, slot);
    this.#passes[slot] = pass;
    if (known !== undefined && equalBytes(this.#at(slot), digest)) return 'same';
    const before = known === undefined ? undefined : this.#at(slot).slice();
    this.#digests.set(digest, slot * DIGEST_BYTES);
    return { before };
  }

  delete(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#free.push(slot);
  }

  keys(): IterableIterator<string> {
    return this.#slots.keys();
  }

  /** The subjects that `pass` did not see. */
  unseen(pass: number): readonly string[] {
    return [...this.#slots].flatMap(([key, slot]) => (this.#passes[slot] === pass ? [] : [key]));
  }

  #at(slot: number): Uint8Array {
    return this.#digests.subarray(slot * DIGEST_BYTES, (slot + 1) * DIGEST_BYTES);
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used === this.#passes.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const digests = new Uint8Array(this.#digests.length * 2);
    digests.set(this.#digests);
    const passes = new Uint32Array(this.#passes.length * 2);
    passes.set(this.#passes);
    this.#digests = digests;
    this.#passes = passes;
  }
}

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
