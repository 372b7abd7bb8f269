import type { Replica } from '../replica/replica.js';
import { unitKey, type PassOutcome } from '../source/fact-source.js';
import type { WatchedSource } from '../source/watched-source.js';
import { Passes, type PassesOptions } from './passes.js';
import { Watch, type WatchOptions } from './watch.js';

export interface ScheduleOptions extends PassesOptions, Pick<WatchOptions, 'onOutcome'> {
  readonly watched: readonly WatchedSource[];
}

/** How long the outbox is waited for before it is looked at again, should no ack say that there is room. */
const ROOM_MS = 250;

/** Everything that collects: passes on a cadence, and watches. */
export class Schedule {
  readonly #passes: Passes;
  readonly #watches: readonly Watch[];
  readonly #replica: Replica;
  readonly #stopped = new AbortController();
  readonly #waiting = new Set<() => void>();
  #running: Promise<unknown> = Promise.resolve();
  #syncAt = 0;
  #again: NodeJS.Timeout | undefined;

  constructor({ watched, onOutcome, ...options }: ScheduleOptions) {
    const { replica, logger, onQueued } = options;
    this.#replica = replica;
    this.#passes = new Passes(options);
    this.#watches = watched.map(
      (source) =>
        new Watch(source, {
          replica,
          logger,
          onQueued,
          onOutcome: (told, outcome) => {
            onOutcome(told, outcome);
            this.readAgain();
          },
          room: (signal) => this.#room(() => !signal.aborted),
          listRoom: () => this.#room(() => replica.eager),
        }),
    );
  }

  start(): void {
    this.#passes.start();
    this.#running = Promise.all(this.#watches.map((watch) => watch.run(this.#stopped.signal)));
  }

  /** A pass over all sources that begins after this call; a watch is as fresh as it can be. */
  async refresh(): Promise<readonly PassOutcome[]> {
    return [...(await this.#passes.refresh()), ...this.#watches.map(({ outcome }) => outcome)];
  }

  /** The centre's full-sync semaphore: bodies that it asked for are not read before. */
  holdUntil(atMs: number): void {
    this.#syncAt = atMs;
    this.#passes.holdUntil(atMs);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.readAgain(), Math.max(0, atMs - performance.now()));
    this.#again.unref();
  }

  /** There may be room in the outbox, or something wanted: acks and answers came. */
  readAgain(): void {
    this.#passes.readAgain();
    if (this.#replica.outbox.roomy) for (const go of this.#waiting) go();
    if (this.#stopped.signal.aborted || performance.now() < this.#syncAt) return;
    const wanted = new Set(this.#replica.toReadAgain().map(unitKey));
    for (const watch of this.#watches) if (wanted.has(unitKey(watch.source))) watch.readAgain();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#again);
    for (const go of this.#waiting) go();
    await Promise.all([this.#passes.stop(), this.#running]);
  }

  async #room(wanted: () => boolean): Promise<void> {
    while (!this.#replica.outbox.roomy && wanted() && !this.#stopped.signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ROOM_MS);
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
      clearTimeout(timer);
    }
  }
}
