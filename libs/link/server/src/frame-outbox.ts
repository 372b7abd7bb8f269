import type { ConnectResponse } from '@plimsoll/link-contract';

/** The writing half of a gRPC stream. */
export interface FrameSink {
  readonly write: (frame: ConnectResponse) => boolean;
  readonly once: (event: 'drain', listener: () => void) => unknown;
}

/** What is waiting for a slow reader; beyond it, or beyond this time, the reader is given up. */
export interface OutboxLimits {
  readonly frames: number;
  readonly stallMs: number;
}

/** Frames to the agent, in the order given, as fast as it reads. */
export class FrameOutbox {
  readonly #sink: FrameSink;
  readonly #limits: OutboxLimits;
  readonly #onStalled: () => void;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #over = false;
  #release: (() => void) | undefined;

  constructor(sink: FrameSink, limits: OutboxLimits, onStalled: () => void) {
    this.#sink = sink;
    this.#limits = limits;
    this.#onStalled = onStalled;
  }

  /** Settles when the frame was handed to the network and the network wants more, or when the stream is over. */
  send(frame: ConnectResponse): Promise<void> {
    if (this.#over) return this.#last;
    if (this.#waiting >= this.#limits.frames) this.#giveUp();
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      this.#waiting -= 1;
      if (!this.#over && !this.#sink.write(frame)) await this.#drained();
    });
    return this.#last;
  }

  /** Nothing more is written; whoever waits goes on. */
  close(): void {
    this.#over = true;
    this.#release?.();
  }

  async #drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#release = resolve;
    this.#sink.once('drain', resolve);
    const stall = setTimeout(() => this.#giveUp(), this.#limits.stallMs);
    await promise;
    clearTimeout(stall);
    this.#release = undefined;
  }

  #giveUp(): void {
    this.close();
    this.#onStalled();
  }
}
