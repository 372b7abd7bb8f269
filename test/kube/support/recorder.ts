import { subjectKey, type Fact } from '@plimsoll/model';
import type { KubeSink, KubeWatch } from '@plimsoll/collectors/kube';

/** What one watch has told so far, as the agent's runtime would know it. */
export interface Recorded {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly told: readonly string[];
}

/** Runs a watch and keeps what it tells. */
export class Recorder implements Recorded {
  readonly facts = new Map<string, Fact>();
  readonly told: string[] = [];
  readonly #over = new AbortController();
  readonly #waiting = new Set<() => void>();
  #unseen = new Set<string>();
  readonly #running: Promise<void>;

  constructor(readonly watch: KubeWatch) {
    this.#running = watch.watch(this.#sink(), this.#over.signal);
  }

  /** Settles when the condition holds; it is looked at after each thing told. */
  async until(holds: (recorded: Recorded) => boolean, ms = 15_000): Promise<void> {
    const late = AbortSignal.timeout(ms);
    while (!holds(this)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      late.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      this.#waiting.delete(resolve);
      if (late.aborted && !holds(this))
        throw new Error(`not told in ${ms} ms: ${this.told.slice(-20).join(' | ')}`);
    }
  }

  count(what: string): number {
    return this.told.filter((one) => one === what).length;
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  #sink(): KubeSink {
    const tell = (what: string): void => {
      this.told.push(what);
      for (const go of this.#waiting) go();
    };
    return {
      listing: () => {
        this.#unseen = new Set(this.facts.keys());
        tell('listing');
      },
      listed: () => {
        for (const key of this.#unseen) this.facts.delete(key);
        tell('listed');
      },
      seen: (fact) => {
        const key = subjectKey(fact.subject);
        this.#unseen.delete(key);
        this.facts.set(key, fact);
        tell(`seen ${key}`);
      },
      progress: (read, expected) => tell(`progress ${read} of ${expected ?? '?'}`),
      room: () => undefined,
      ended: (subject) => {
        const key = subjectKey(subject);
        this.facts.delete(key);
        tell(`ended ${key}`);
      },
      leftOut: (subject, reason, detail) => tell(`left out ${subject?.name ?? '?'} ${reason}: ${detail}`),
      alive: () => tell('alive'),
      silent: () => tell('silent'),
      notCollected: (reason, detail) => tell(`${reason}: ${detail}`),
    };
  }
}
