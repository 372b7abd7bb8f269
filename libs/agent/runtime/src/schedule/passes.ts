import type { Logger } from '@plimsoll/runtime';
import type { Replica } from '../replica/replica.js';
import { unitKey, type FactFeed, type PassOutcome } from '../source/fact-source.js';
import { collectPass } from './collect-pass.js';

interface Feed {
  readonly feed: FactFeed;
  readonly keys: ReadonlySet<string>;
  running: Promise<PassOutcome> | undefined;
  timer: NodeJS.Timeout | undefined;
  /** The last pass was not complete: it is repeated on its cadence only. */
  failed: boolean;
}

export interface PassesOptions {
  readonly feeds: readonly FactFeed[];
  readonly replica: Replica;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Something may be sent now. */
  readonly onQueued: () => void;
  readonly onPass: (feed: FactFeed, outcome: PassOutcome, milliseconds: number) => void;
}

/** Up to this share of a cadence a pass comes earlier, so that a fleet does not collect in step. */
const JITTER = 0.2;

/** Runs the passes of all feeds: on their cadence, on demand, and again where bodies are missing; one at a time each. */
export class Passes {
  readonly #options: PassesOptions;
  readonly #feeds: readonly Feed[];
  readonly #stopped = new AbortController();
  #syncAt = 0;

  constructor(options: PassesOptions) {
    this.#options = options;
    this.#feeds = options.feeds.map((feed) => ({
      feed,
      keys: new Set(feed.units.map(unitKey)),
      running: undefined,
      timer: undefined,
      failed: false,
    }));
  }

  /** The first passes, and from then on the cadence. */
  start(): void {
    for (const feed of this.#feeds) void this.#run(feed);
  }

  /** A pass over all sources that begins after this call. */
  async refresh(): Promise<readonly PassOutcome[]> {
    return Promise.all(
      this.#feeds.map(async (feed) => {
        await feed.running;
        return this.#run(feed);
      }),
    );
  }

  /** The centre's full-sync semaphore: bodies that it asked for are not read before. */
  holdUntil(atMs: number): void {
    this.#syncAt = atMs;
    const wait = setTimeout(() => this.readAgain(), Math.max(0, atMs - performance.now()));
    wait.unref();
  }

  /** Starts passes of the feeds whose bodies are wanted; a feed that runs is looked at again when it is done. */
  readAgain(): void {
    if (this.#stopped.signal.aborted || performance.now() < this.#syncAt) return;
    for (const unit of this.#options.replica.toReadAgain())
      for (const feed of this.#feeds)
        if (feed.keys.has(unitKey(unit)) && !feed.running && !feed.failed) void this.#run(feed);
  }

  /** Aborts what runs and waits for it. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const feed of this.#feeds) clearTimeout(feed.timer);
    for (const feed of this.#feeds) await feed.running;
  }

  #run(feed: Feed): Promise<PassOutcome> {
    feed.running ??= this.#pass(feed).finally(() => {
      feed.running = undefined;
      this.#options.onQueued();
      this.readAgain();
    });
    return feed.running;
  }

  async #pass(feed: Feed): Promise<PassOutcome> {
    const { replica, logger, onQueued, onPass } = this.#options;
    if (this.#stopped.signal.aborted) return { complete: false, reason: 'io', detail: 'the agent stops' };
    this.#schedule(feed);
    const began = performance.now();
    const outcome = await collectPass(feed.feed, replica, logger, this.#stopped.signal, onQueued);
    feed.failed = !outcome.complete;
    onPass(feed.feed, outcome, performance.now() - began);
    return outcome;
  }

  #schedule(feed: Feed): void {
    clearTimeout(feed.timer);
    const wait = feed.feed.everySeconds * 1000 * (1 - JITTER * this.#options.random());
    feed.timer = setTimeout(() => void this.#run(feed), wait);
  }
}
