import type { SubjectDigest, SubjectList } from '@plimsoll/link-contract';
import { unitId } from '../ledger/unit-ledger.js';
import { ingestErrors } from '../errors.js';
import type { Listing } from './comparison.js';

interface Unit {
  readonly source: string;
  readonly partition: string;
}

/** Subjects that one listing may name over all its parts; bounds the memory of a stream. */
const MOST_LISTED = 500_000;

/** What one stream has asked and not been told yet. Ends with the stream; a transaction works on a copy. */
export class Conversation {
  readonly #asked: Map<string, ReadonlySet<number>>;
  readonly #parts: Map<string, readonly SubjectDigest[]>;
  readonly #roots: Map<string, Uint8Array>;

  constructor(from?: Conversation) {
    this.#asked = new Map(from ? from.#asked : []);
    this.#parts = new Map(from ? from.#parts : []);
    this.#roots = new Map(from ? from.#roots : []);
  }

  /** The root that the agent's last complete epoch closed with and that was not ours yet. */
  claim(unit: Unit, root: Uint8Array): void {
    this.#roots.set(unitId(unit), root);
  }

  /** True once, when the root is the one that was claimed: the epoch has become true. */
  fulfils(unit: Unit, root: Uint8Array): boolean {
    const claimed = this.#roots.get(unitId(unit));
    if (!claimed || Buffer.compare(claimed, root) !== 0) return false;
    return this.#roots.delete(unitId(unit));
  }

  settle(unit: Unit): void {
    this.#roots.delete(unitId(unit));
  }

  askSubjects(unit: Unit, buckets: readonly number[]): void {
    this.#asked.set(unitId(unit), new Set(buckets));
    this.#parts.delete(unitId(unit));
  }

  /** The buckets whose rows a listing will be compared with; nothing unless this part is the last of what was asked. */
  awaits(list: SubjectList): ReadonlySet<number> | undefined {
    const asked = this.#asked.get(unitId(list));
    return list.last && asked ? new Set(list.buckets.filter((bucket) => asked.has(bucket))) : undefined;
  }

  /**
   * The whole listing with its last part, for the buckets that were asked and that it is about: an answer to an older
   * question must not end what only the newer one asked for.
   */
  listed(list: SubjectList): Listing | undefined {
    const id = unitId(list);
    const asked = this.#asked.get(id);
    if (!asked) return undefined;
    const buckets = new Set(list.buckets.filter((bucket) => asked.has(bucket)));
    const subjects = [...(this.#parts.get(id) ?? []), ...list.subjects];
    if (subjects.length > MOST_LISTED)
      throw ingestErrors.error('INGEST_PROTOCOL', `a listing of more than ${MOST_LISTED} subjects`);
    this.#parts.set(id, subjects);
    if (!list.last) return undefined;
    this.#asked.delete(id);
    this.#parts.delete(id);
    return { buckets, subjects };
  }
}
