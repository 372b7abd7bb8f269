import type { ReceivedFrame } from '@plimsoll/link-contract';

/** What delivers frames and can be told to wait; HTTP/2 flow control then holds the agent back. */
export interface FrameSource {
  readonly pause: () => unknown;
  readonly resume: () => unknown;
}

/** Bytes and frames beyond which the source waits. One frame more may come in. */
export interface InboxLimits {
  readonly bytes: number;
  readonly frames: number;
}

/** Frames that came in while the last ones were being handled; bounded. One taker. */
export class FrameInbox {
  readonly #source: FrameSource;
  readonly #limits: InboxLimits;
  #frames: ReceivedFrame[] = [];
  #bytes = 0;
  #paused = false;
  #over = false;
  #wake: (() => void) | undefined;

  constructor(source: FrameSource, limits: InboxLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  /** True while the source waits for the taker: its silence is then ours. */
  get full(): boolean {
    return this.#paused;
  }

  add(frame: ReceivedFrame): void {
    if (this.#over) return;
    this.#frames.push(frame);
    this.#bytes += frame.bytes;
    if (!this.#paused && (this.#bytes >= this.#limits.bytes || this.#frames.length >= this.#limits.frames))
      this.#pause();
    this.#wake?.();
  }

  /** Gives back what was taken too much, before all else. */
  putBack(frames: readonly ReceivedFrame[]): void {
    this.#frames.unshift(...frames);
    for (const { bytes } of frames) this.#bytes += bytes;
  }

  /** Nothing more comes; what is there may still be taken. */
  finish(): void {
    this.#over = true;
    this.#wake?.();
  }

  /** Nothing more is to be taken. */
  discard(): void {
    this.#frames = [];
    this.finish();
  }

  /** All that is queued, in order; waits for the first; empty when the stream is over. */
  async take(): Promise<readonly ReceivedFrame[]> {
    if (this.#frames.length === 0 && !this.#over) await this.#arrival();
    const taken = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    if (this.#paused) this.#resume();
    return taken;
  }

  async #arrival(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
  }

  #pause(): void {
    this.#paused = true;
    this.#source.pause();
  }

  #resume(): void {
    this.#paused = false;
    this.#source.resume();
  }
}
