import type { Clock } from '@plimsoll/runtime';

/** One who sleeps and wakes in simulated time. */
export interface Sleeper {
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Something outside has woken it: it is busy until it pauses again. */
  readonly stirred: () => void;
  /** It never pauses again. */
  readonly over: () => void;
}

interface Pending {
  dueMs: number;
  readonly end: () => void;
}

/**
 * A clock that moves from one pause's end to the next, and only while everybody pauses: what happens between two pauses
 * takes no time, however long the network and the database need for it.
 */
export class VirtualTime implements Clock {
  #nowMs: number;
  readonly #pending = new Set<Pending>();
  readonly #busy = new Set<Sleeper>();
  readonly #quiet: (() => void)[] = [];

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  readonly now = (): number => this.#nowMs;

  /** Busy until its first pause. */
  sleeper(): Sleeper {
    const sleeper: Sleeper = {
      pause: (milliseconds, signal) => this.#pause(sleeper, milliseconds, signal),
      stirred: () => void this.#busy.add(sleeper),
      over: () => this.#rest(sleeper),
    };
    this.#busy.add(sleeper);
    return sleeper;
  }

  /** Until everybody pauses. */
  async quiet(): Promise<void> {
    if (this.#busy.size > 0) await new Promise<void>((resolve) => this.#quiet.push(resolve));
  }

  /** Lets that much time go by, pause after pause. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#nowMs + milliseconds;
    for (;;) {
      await this.quiet();
      const next = Math.min(...[...this.#pending].map(({ dueMs }) => dueMs));
      if (next > until) break;
      this.#nowMs = Math.max(this.#nowMs, next);
      for (const one of this.#pending) if (one.dueMs <= this.#nowMs) one.end();
    }
    this.#nowMs = until;
  }

  /**
   * Leaves out that much time in which everybody does again and again what they did before: pauses end as much later,
   * so nobody wakes at once with others.
   */
  skip(milliseconds: number): void {
    this.#nowMs += milliseconds;
    for (const one of this.#pending) one.dueMs += milliseconds;
  }

  #pause(sleeper: Sleeper, milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        if (!this.#pending.delete(pending)) return;
        this.#busy.add(sleeper);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const pending = { dueMs: this.#nowMs + milliseconds, end };
      this.#pending.add(pending);
      this.#rest(sleeper);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  }

  #rest(sleeper: Sleeper): void {
    this.#busy.delete(sleeper);
    if (this.#busy.size === 0) for (const resume of this.#quiet.splice(0)) resume();
  }
}
