import { create } from '@bufbuild/protobuf';
import {
  ConnectResponseSchema,
  Goodbye_Reason,
  GoodbyeSchema,
  LINK_LIMITS,
  WelcomeSchema,
  unpackChanges,
} from '@plimsoll/link-contract';
import type { ConnectRequest, ConnectResponse } from '@plimsoll/link-contract';
import { goodbyeFrame } from '../goodbyes.js';
import type { OpenedStream, Peer, StreamHandler } from '../stream-handler.js';

/** One stream as the fake saw it. */
export interface SeenStream {
  readonly peer: Peer;
  readonly number: bigint;
  /** What each call of `receive` brought. */
  readonly calls: (readonly ConnectRequest[])[];
  /** What came in, before it was received. */
  readonly prepared: ConnectRequest[];
  readonly push: (frame: ConnectResponse) => void;
  /** Set by `closed`. */
  ended: string | undefined;
}

/** A centre in memory that acknowledges everything; obeys the contract of StreamHandler. */
export class FakeStreams implements StreamHandler {
  readonly streams: SeenStream[] = [];
  /** Awaited within each `receive`; replace it to make the centre slow or failing. */
  work: (frames: readonly ConnectRequest[], seen: SeenStream) => Promise<void> = () => Promise.resolve();
  readonly #newest = new Map<string, bigint>();
  readonly #waiting: { readonly until: () => boolean; readonly done: () => void }[] = [];

  readonly open: StreamHandler['open'] = (peer, _hello, push) => {
    const number = (this.#newest.get(peer.clusterId) ?? 0n) + 1n;
    this.#newest.set(peer.clusterId, number);
    const seen: SeenStream = { peer, number, calls: [], prepared: [], push, ended: undefined };
    this.streams.push(seen);
    this.#look();
    return Promise.resolve(this.#opened(seen));
  };

  /** Settles when the condition holds; looked at after each event of a stream. */
  until(condition: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ until: condition, done: resolve });
    this.#look();
    return promise;
  }

  #opened(seen: SeenStream): OpenedStream {
    return {
      welcome: create(WelcomeSchema, { streamNumber: seen.number, credits: { ...LINK_LIMITS.credits } }),
      prepare: (frame) => {
        seen.prepared.push(frame);
        this.#look();
      },
      receive: (frames) => this.#receive(seen, frames),
      closed: (reason) => {
        seen.ended = reason;
        this.#look();
        return Promise.resolve();
      },
    };
  }

  async #receive(seen: SeenStream, frames: readonly ConnectRequest[]): Promise<readonly ConnectResponse[]> {
    if (this.#newest.get(seen.peer.clusterId) !== seen.number)
      return [goodbyeFrame(create(GoodbyeSchema, { reason: Goodbye_Reason.SUPERSEDED }))];
    seen.calls.push(frames);
    this.#look();
    for (const { frame } of frames) if (frame.case === 'facts') unpackChanges(frame.value);
    await this.work(frames, seen);
    const sequence = frames.at(-1)?.sequence ?? 0n;
    return [
      create(ConnectResponseSchema, {
        frame: { case: 'ack', value: { sequence, credits: { ...LINK_LIMITS.credits } } },
      }),
    ];
  }

  #look(): void {
    for (const waiting of this.#waiting) if (waiting.until()) waiting.done();
  }
}
