/** What is answered at once keeps the loop; after as many milliseconds the others have their turn. */
const MOST_MS = 5;

/** Shares the loop's turns out among all who read one host, by time: however much they ask at once, they stop together. */
export class Turns {
  private readonly onNext: () => void;
  private began = performance.now();
  private next: Promise<void> | undefined;

  /** @param onNext is told of each new turn */
  constructor(onNext: () => void) {
    this.onNext = onNext;
  }

  /** The next turn to wait for when this one has lasted long enough; undefined while there is time. */
  due(): Promise<void> | undefined {
    if (this.next === undefined && performance.now() - this.began >= MOST_MS) this.next = this.take();
    return this.next;
  }

  private take(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        this.next = undefined;
        this.began = performance.now();
        this.onNext();
        resolve();
      });
    });
  }
}
