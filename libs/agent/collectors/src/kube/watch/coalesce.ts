import { subjectKey, type Fact, type Subject } from '@plimsoll/model';
import type { KubeSink } from '../watched.js';

type Told = { readonly fact: Fact } | { readonly subject: Subject };

/** An object that changes all the time is told this often. */
const WINDOW_MS = 250;

/**
 * Passes on what happens, the first change of an object at once and then at most one in a window, the last state of
 * it. Only objects that changed within the window are held.
 */
export class Coalesce {
  readonly #sink: Pick<KubeSink, 'seen' | 'ended'>;
  readonly #windowMs: number;
  readonly #held = new Map<string, { readonly timer: NodeJS.Timeout; last: Told | undefined }>();

  constructor(sink: Pick<KubeSink, 'seen' | 'ended'>, windowMs = WINDOW_MS) {
    this.#sink = sink;
    this.#windowMs = windowMs;
  }

  tell(told: Told): void {
    const key = subjectKey('fact' in told ? told.fact.subject : told.subject);
    const held = this.#held.get(key);
    if (held) held.last = told;
    else {
      this.#pass(told);
      this.#hold(key);
    }
  }

  /** Everything that is held, now: before a list, whose objects are newer. */
  flush(): void {
    for (const { timer, last } of this.#held.values()) {
      clearTimeout(timer);
      if (last) this.#pass(last);
    }
    this.#held.clear();
  }

  #hold(key: string): void {
    this.#held.set(key, { timer: setTimeout(() => this.#release(key), this.#windowMs), last: undefined });
  }

  #release(key: string): void {
    const held = this.#held.get(key);
    this.#held.delete(key);
    if (!held?.last) return;
    this.#pass(held.last);
    this.#hold(key);
  }

  #pass(told: Told): void {
    if ('fact' in told) this.#sink.seen(told.fact);
    else this.#sink.ended(told.subject);
  }
}
