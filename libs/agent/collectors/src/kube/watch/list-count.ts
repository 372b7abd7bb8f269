/** So often a long list is told of. */
const OBJECTS = 100;

/** Counts the objects of one list while they come. Whoever listens hears of the end by `listed`, not here. */
export class ListCount {
  readonly #tell: (read: number, expected: number | undefined) => void;
  readonly #over = new AbortController();
  #read = 0;
  #expected: number | undefined;

  constructor(tell: (read: number, expected: number | undefined) => void) {
    this.#tell = tell;
  }

  /** Asks how long the list will be, beside it; an answer that comes too late is none. */
  ask(count: (signal: AbortSignal) => Promise<number | undefined>, onError: (error: unknown) => void): void {
    const { signal } = this.#over;
    count(signal).then(
      (expected) => this.#estimated(expected),
      (error: unknown) => (signal.aborted ? undefined : onError(error)),
    );
  }

  object(): void {
    this.#read += 1;
    if (this.#read % OBJECTS === 0) this.#say();
  }

  /** A page of a chunked list says how many objects follow. */
  page(listed: number, remaining: number | undefined): void {
    this.#read = listed;
    this.#estimated(remaining === undefined ? undefined : listed + remaining);
  }

  end(): void {
    if (this.#over.signal.aborted) return;
    this.#expected = this.#read;
    this.#say();
    this.#over.abort();
  }

  #estimated(expected: number | undefined): void {
    this.#expected = expected ?? this.#expected;
    this.#say();
  }

  #say(): void {
    if (this.#over.signal.aborted) return;
    // An estimate that the list has outgrown is none.
    const expected = this.#expected === undefined ? undefined : Math.max(this.#expected, this.#read);
    this.#tell(this.#read, expected);
  }
}
