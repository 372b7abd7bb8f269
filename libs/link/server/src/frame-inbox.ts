import { LINK_LIMITS, type ReceivedFrame } from '@plimsoll/link-contract';

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

/**
 * Batches of facts that one take hands over at the most, and their bytes once they are unpacked (one batch more may
 * come). Half of what an agent may have on its way: so that the other half is there, and read, when these are committed.
 */
const MOST_BATCHES = 20;
const MOST_BATCH_BYTES = LINK_LIMITS.credits.bytes / 2;

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
    if (!this.#paused && this.#isFull()) this.#pause();
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
    this.#bytes = 0;
    this.finish();
  }

  /**
   * What is queued, in order, but for the facts beyond a bound and what came after them; waits for the first; empty when
   * the stream is over.
   */
  async take(): Promise<readonly ReceivedFrame[]> {
    if (this.#frames.length === 0 && !this.#over) await this.#arrival();
    const taken = this.#frames.splice(0, countTogether(this.#frames));
    for (const { bytes } of taken) this.#bytes -= bytes;
    if (this.#paused && !this.#isFull()) this.#resume();
    return taken;
  }

  #isFull(): boolean {
    return this.#bytes >= this.#limits.bytes || this.#frames.length >= this.#limits.frames;
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

function countTogether(frames: readonly ReceivedFrame[]): number {
  let batches = 0;
  let bytes = 0;
  for (const [index, received] of frames.entries()) {
    if (batches >= MOST_BATCHES || bytes >= MOST_BATCH_BYTES) return index;
    if (!('frame' in received) || received.frame.frame.case !== 'facts') continue;
    batches += 1;
    bytes += received.frame.frame.value.uncompressedBytes;
  }
  return frames.length;
}
