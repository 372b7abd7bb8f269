import type { ConnectRequest } from '@plimsoll/link-contract';
import { checkFrame, type CheckedFrame } from './checked-frame.js';

/** Uncompressed bytes of batches that are unpacked ahead of their turn; twice what the credits let an agent send. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Unpacks and validates batches while Postgres works for the ones before them, one frame at a time, so that the answers
 * of Postgres are not kept waiting. Decides nothing: a frame that cannot be prepared is found out in its turn.
 */
export class PreparedFrames {
  readonly #ready = new Map<ConnectRequest, CheckedFrame>();
  readonly #queue = new Set<ConnectRequest>();
  #bytes = 0;
  #scheduled = false;

  /** Takes the frame up if there is room. */
  add(frame: ConnectRequest): void {
    const bytes = batchBytes(frame);
    if (bytes === 0 || this.#bytes + bytes > MOST_BYTES) return;
    this.#bytes += bytes;
    this.#queue.add(frame);
    this.#schedule();
  }

  /** The frame's form checked, ahead or now. @throws as `checkFrame` */
  take(frame: ConnectRequest): CheckedFrame {
    const ready = this.#ready.get(frame);
    if (this.#queue.delete(frame) || ready) this.#bytes -= batchBytes(frame);
    this.#ready.delete(frame);
    return ready ?? checkFrame(frame.frame);
  }

  /** The stream is over. */
  clear(): void {
    this.#queue.clear();
    this.#ready.clear();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const frame of this.#queue) {
        this.#queue.delete(frame);
        this.#prepare(frame);
        break;
      }
      if (this.#queue.size > 0) this.#schedule();
    });
  }

  #prepare(frame: ConnectRequest): void {
    try {
      const checked = checkFrame(frame.frame);
      if (checked.case === 'facts')
        for (const change of checked.changes) if (change.change.change.case === 'body') void change.outcome;
      this.#ready.set(frame, checked);
    } catch {
      this.#bytes -= batchBytes(frame); // its turn comes, throws the same and ends the stream in order
    }
  }
}

const batchBytes = ({ frame }: ConnectRequest): number =>
  frame.case === 'facts' ? frame.value.uncompressedBytes : 0;
