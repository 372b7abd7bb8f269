import { setTimeout as wait } from 'node:timers/promises';
import { subjectKey, type Fact, type Subject } from '@plimsoll/model';
import { describeError, type Logger } from '@plimsoll/runtime';
import type { Replica } from '../replica/replica.js';
import { unitKey, type PassOutcome } from '../source/fact-source.js';
import type { WatchSink, WatchedSource } from '../source/watched-source.js';
import { countFact, countTooLarge } from './collect-pass.js';

export interface WatchOptions {
  readonly replica: Replica;
  readonly logger: Logger;
  /** Something may be sent now. */
  readonly onQueued: () => void;
  /** A list came to its end, or the source cannot be read. */
  readonly onOutcome: (source: WatchedSource, outcome: PassOutcome) => void;
  /** Settles when there is room in the outbox, or the signal is aborted. */
  readonly room: (signal: AbortSignal) => Promise<void>;
  /** The same during a list whose bodies are sent with it; settles too when they no longer are. */
  readonly listRoom: () => Promise<void>;
}

/** After reading again failed it is left alone for so long. */
const HOLD_MS = 2_000;
const COMPLETE: PassOutcome = { complete: true };

/**
 * One watched source and the replica. Reading again runs beside the watch: what the watch tells meanwhile is newer
 * than what was asked for before, so it counts and the other is left out. It ends when a list begins.
 */
export class Watch implements WatchSink {
  readonly source: WatchedSource;
  readonly #options: WatchOptions;
  #phase: 'none' | 'listing' | 'watching' = 'none';
  #broken: PassOutcome | undefined;
  #beganMs = 0;
  #last: PassOutcome = { complete: false, reason: 'io', detail: 'not listed yet' };
  /** Objects that cannot be read for their size, by key: how large. They have no body that could be read again. */
  readonly #tooLarge = new Map<string, string>();
  #reading: { readonly over: AbortController; readonly touched: Set<string> } | undefined;

  constructor(source: WatchedSource, options: WatchOptions) {
    this.source = source;
    this.#options = options;
  }

  /** How the source is at present. */
  get outcome(): PassOutcome {
    return this.#last;
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.source.watch(this, signal);
    } catch (error) {
      this.#options.logger.error(
        { source: this.source.source, ...describeError(error) },
        'a watch ended by a defect',
      );
      this.notCollected('error', String(error));
    } finally {
      this.#reading?.over.abort();
    }
  }

  readonly listing = (): void => {
    this.#reading?.over.abort();
    this.#phase = 'listing';
    this.#beganMs = performance.now();
    this.#broken = undefined;
    this.#tooLarge.clear();
    this.#options.replica.beginList(this.source);
  };

  readonly listed = (): void => {
    this.#phase = 'watching';
    const outcome = this.#broken ?? COMPLETE;
    this.#options.replica.endPass(this.source, outcome);
    this.#told(outcome);
  };

  readonly progress = (read: number, expected: number | undefined): void => {
    if (this.#phase !== 'listing') return;
    const elapsedMs = performance.now() - this.#beganMs;
    this.#options.replica.reading(this.source, { read, expected, elapsedMs });
  };

  readonly seen = (fact: Fact): void => {
    if (unitKey(fact) !== unitKey(this.source)) return this.#foreign(fact);
    const key = subjectKey(fact.subject);
    this.#reading?.touched.add(key);
    this.#tooLarge.delete(key);
    const problem = countFact(this.#options.replica, fact);
    if (problem !== undefined) this.leftOut(fact.subject, 'invalid', problem);
    else this.#options.onQueued();
  };

  readonly room = (): Promise<void> | undefined => {
    const { replica, listRoom } = this.#options;
    return this.#phase === 'listing' && replica.eager && !replica.outbox.roomy ? listRoom() : undefined;
  };

  readonly ended = (subject: Subject): void => {
    const key = subjectKey(subject);
    this.#reading?.touched.add(key);
    this.#tooLarge.delete(key);
    this.#options.replica.end(this.source, key);
    this.#options.onQueued();
  };

  readonly leftOut = (subject: Subject | undefined, reason: string, detail: string): void => {
    const { logger, replica } = this.#options;
    logger.warn(
      { source: this.source.source, subject: subject?.name, reason, detail },
      'an object was left out',
    );
    if (subject && reason === 'too-large') return this.#reject(subjectKey(subject), detail);
    // A list without an object that is there is none: whoever counts on it would take the object for absent.
    const known = subject !== undefined && replica.keep(this.source, subjectKey(subject));
    if (!known && this.#phase === 'listing') this.#broken = { complete: false, reason, detail };
  };

  #reject(key: string, detail: string): void {
    const { replica, onQueued } = this.#options;
    this.#tooLarge.set(key, detail);
    countTooLarge(replica, this.source, key, detail);
    onQueued();
  }

  readonly alive = (): void => {
    if (this.#phase !== 'watching' || this.#broken) return;
    const was = this.#last;
    this.#options.replica.resume(this.source);
    if (!was.complete) this.#told(COMPLETE);
  };

  readonly silent = (): void => this.#options.replica.unconfirmed(this.source);

  readonly notCollected = (reason: string, detail: string): void => {
    const outcome: PassOutcome = { complete: false, reason, detail };
    const was = this.#last;
    this.#options.replica.interrupt(this.source, reason, detail);
    if (was.complete || was.reason !== reason || was.detail !== detail) this.#told(outcome);
  };

  /** Reads what the centre wants, or what did not fit, if that is not being done already. */
  readAgain(): void {
    if (this.#phase !== 'watching' || this.#reading) return;
    void this.#readAgain();
  }

  async #readAgain(): Promise<void> {
    const { replica, logger, onQueued, room } = this.#options;
    const reading = { over: new AbortController(), touched: new Set<string>() };
    const { signal } = reading.over;
    this.#reading = reading;
    const wanted = replica.wanted(this.source);
    try {
      await this.source.readAgain(
        wanted,
        async (fact) => {
          const key = subjectKey(fact.subject);
          if (signal.aborted || reading.touched.has(key) || !wanted.has(key)) return;
          const problem = countFact(replica, fact);
          if (problem !== undefined)
            logger.warn({ source: this.source.source, problem }, 'an object was left out');
          onQueued();
          await room(signal);
        },
        signal,
      );
      for (const [key, detail] of this.#tooLarge)
        if (wanted.has(key) && !signal.aborted) this.#reject(key, detail);
    } catch (error) {
      if (!signal.aborted)
        logger.warn(
          { source: this.source.source, ...describeError(error) },
          'objects could not be read again',
        );
      await this.#hold(signal);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** No tight loop against a server that refuses; whatever is still wanted is tried again after it. */
  async #hold(signal: AbortSignal): Promise<void> {
    try {
      await wait(HOLD_MS, undefined, { signal, ref: false });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #told(outcome: PassOutcome): void {
    this.#last = outcome;
    this.#options.onQueued();
    this.#options.onOutcome(this.source, outcome);
  }

  #foreign({ source, partition }: Fact): void {
    this.#options.logger.error({ source, partition }, 'a fact of another unit was left out');
  }
}
