import { Buckets, bucketOf } from '@plimsoll/model';
import { DigestTable } from './digest-table.js';

/** What the agent counts of one (source, partition): digests and buckets, both kept incrementally. */
export class PartitionState {
  readonly #digests = new DigestTable();
  readonly #buckets = new Buckets();
  #pass = 0;

  get size(): number {
    return this.#digests.size;
  }

  beginPass(): void {
    this.#pass += 1;
  }

  /** Counts the subject as seen in this pass; true when its digest is new. */
  observe(key: string, digest: Uint8Array): boolean {
    const outcome = this.#digests.set(key, digest, this.#pass);
    if (outcome === 'same') return false;
    const bucket = bucketOf(key);
    if (outcome.before) this.#buckets.remove(bucket, outcome.before);
    this.#buckets.add(bucket, digest);
    return true;
  }

  /** Ends what a complete pass did not see, and names it with the digest that it had. */
  endUnseen(): readonly { readonly key: string; readonly digest: Uint8Array }[] {
    return this.#digests.unseen(this.#pass).flatMap((key) => {
      const digest = this.end(key);
      return digest ? [{ key, digest }] : [];
    });
  }

  /** @returns the digest that the subject had; undefined when it was not counted */
  end(key: string): Uint8Array | undefined {
    const digest = this.#digests.get(key);
    if (!digest) return undefined;
    this.#digests.delete(key);
    this.#buckets.remove(bucketOf(key), digest);
    return digest;
  }

  /** Counts the subject as seen in this pass, as it was known; false: it was not known, and stays so. */
  keep(key: string): boolean {
    const digest = this.#digests.get(key);
    if (digest) this.#digests.set(key, digest, this.#pass);
    return digest !== undefined;
  }

  has(key: string): boolean {
    return this.#digests.has(key);
  }

  digestOf(key: string): Uint8Array | undefined {
    return this.#digests.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#digests.keys();
  }

  root(): Uint8Array {
    return this.#buckets.root();
  }

  /** Sorted (bucket: 1 byte, value: 16 bytes), no empty buckets. */
  bucketBytes(): Uint8Array {
    return this.#buckets.toBytes();
  }

  /** Everything in these buckets, in the order of the keys. */
  subjectsIn(buckets: ReadonlySet<number>): readonly { readonly key: string; readonly digest: Uint8Array }[] {
    const keys = [...this.#digests.keys()].filter((key) => buckets.has(bucketOf(key))).sort();
    return keys.flatMap((key) => {
      const digest = this.#digests.get(key);
      return digest ? [{ key, digest }] : [];
    });
  }
}
