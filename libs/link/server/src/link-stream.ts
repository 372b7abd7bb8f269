import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  LINK_LIMITS,
  negotiateProtocol,
  ConnectResponseSchema,
  Goodbye_Reason,
} from '@plimsoll/link-contract';
import type { ConnectRequest, ConnectResponse, Goodbye, Hello, ReceivedFrame } from '@plimsoll/link-contract';
import { describeError } from '@plimsoll/runtime';
import type { Clock, Logger } from '@plimsoll/runtime';
import { create } from '@bufbuild/protobuf';
import { isPlimsollError } from '@plimsoll/errors';
import { FrameInbox } from './frame-inbox.js';
import { firstHello, inOrder } from './frame-order.js';
import { FrameOutbox } from './frame-outbox.js';
import { expiredGoodbye, goodbyeFrame, protocolGoodbye, silentGoodbye } from './goodbyes.js';
import { grpcStatus } from './status.js';
import type { StreamLimits } from './stream-limits.js';
import type { OpenedStream, Peer, StreamHandler } from './stream-handler.js';

export type StreamCall = ServerDuplexStream<ReceivedFrame, ConnectResponse>;

export interface StreamContext {
  readonly handler: StreamHandler;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: StreamLimits;
  /** When the peer's certificate ends, milliseconds since the epoch. */
  readonly certificateNotAfterMs: number;
  /** Ends the peer's connection at once; for one that does not read. */
  readonly drop: () => void;
  readonly onFrames: (count: number, bytes: number) => void;
  readonly onGoodbye: (reason: string) => void;
}

/**
 * One stream, from hello to end. Frames are handed over one call at a time; what comes in meanwhile waits, bounded, and
 * goes together in the next call.
 */
export class LinkStream {
  readonly #call: StreamCall;
  readonly #peer: Peer;
  readonly #context: StreamContext;
  readonly #inbox: FrameInbox;
  readonly #outbox: FrameOutbox;
  #sequence = 0n;
  #heardMs: number;
  #working = false;
  #opened: OpenedStream | undefined;
  #leaving: Goodbye | undefined;
  #early: ConnectResponse[] | undefined = [];
  #reason = 'the connection ended';

  constructor(call: StreamCall, peer: Peer, context: StreamContext) {
    this.#call = call;
    this.#peer = peer;
    this.#context = context;
    this.#heardMs = context.clock.now();
    this.#inbox = new FrameInbox(call, context.limits.inbox);
    this.#outbox = new FrameOutbox(call, context.limits.outbox, () => this.#giveUp());
  }

  /** Settles when the stream is over and the handler was told. Never rejects. */
  async run(): Promise<void> {
    this.#listen();
    const watch = setInterval(() => this.#watch(), this.#context.limits.heartbeatMs);
    try {
      await this.#serve();
    } catch (error) {
      this.#fail(error);
    } finally {
      clearInterval(watch);
      await this.#end();
    }
  }

  /** Says goodbye after the work in hand; frames that were not handled are dropped (they were not acknowledged). */
  leave(goodbye: Goodbye): void {
    this.#leaving ??= goodbye;
    this.#inbox.discard();
  }

  async #serve(): Promise<void> {
    const hello = await this.#hello();
    if (hello === undefined) return;
    const protocol = negotiateProtocol({ min: hello.protocolMin, max: hello.protocolMax });
    if (protocol === undefined)
      return this.#fault(`no common protocol with ${hello.protocolMin}..${hello.protocolMax}`);
    const opened = await this.#context.handler.open(this.#peer, hello, (frame) => this.#push(frame));
    if ('refused' in opened) return this.leave(opened.refused);
    try {
      await this.#exchange(opened, protocol);
    } catch (error) {
      this.#reason = isPlimsollError(error) ? error.code : 'a defect';
      throw error;
    } finally {
      this.#inbox.discard();
      await opened.closed(this.#leaving === undefined ? this.#reason : this.#leaving.detail);
    }
  }

  async #hello(): Promise<Hello | undefined> {
    const timer = setTimeout(() => this.#fault('no hello in time'), this.#context.limits.helloMs);
    const received = await this.#inbox.take();
    clearTimeout(timer);
    const [first, ...more] = received;
    if (first === undefined) return undefined;
    const hello = firstHello(first);
    if (typeof hello === 'string') return this.#fault(hello);
    this.#sequence = 1n;
    this.#inbox.putBack(more);
    return hello;
  }

  async #exchange(opened: OpenedStream, protocol: number): Promise<void> {
    this.#opened = opened;
    const welcome = { ...opened.welcome, protocol };
    await this.#outbox.send(create(ConnectResponseSchema, { frame: { case: 'welcome', value: welcome } }));
    for (const frame of this.#early?.splice(0) ?? []) this.#send(frame);
    this.#early = undefined;
    for (;;) {
      const received = await this.#inbox.take();
      if (received.length === 0 || !(await this.#handle(opened, received))) return;
    }
  }

  async #handle(opened: OpenedStream, received: readonly ReceivedFrame[]): Promise<boolean> {
    const { frames, goodbye, fault } = inOrder(received, this.#sequence);
    this.#sequence += BigInt(frames.length);
    if (frames.length > 0) await this.#receive(opened, frames);
    if (fault !== undefined) this.#fault(fault);
    if (goodbye) this.#reason = 'the agent said goodbye';
    return !goodbye && this.#leaving === undefined;
  }

  async #receive(opened: OpenedStream, frames: readonly ConnectRequest[]): Promise<void> {
    this.#working = true;
    try {
      for (const answer of await opened.receive(frames)) await this.#answer(answer);
    } finally {
      this.#working = false;
      this.#heardMs = this.#context.clock.now();
    }
  }

  async #answer(frame: ConnectResponse): Promise<void> {
    if (frame.frame.case === 'goodbye') this.leave(frame.frame.value);
    else await this.#outbox.send(frame);
  }

  // Welcome is the first frame of the centre: what a handler pushes while it opens waits for it.
  #push(frame: ConnectResponse): void {
    if (this.#early !== undefined && frame.frame.case !== 'goodbye') this.#early.push(frame);
    else this.#send(frame);
  }

  #send(frame: ConnectResponse): void {
    void this.#answer(frame); // sends settle, they never reject
  }

  #fault(detail: string): undefined {
    this.#context.logger.warn({ clusterId: this.#peer.clusterId, detail }, 'a stream broke the protocol');
    this.leave(protocolGoodbye(detail, this.#context.random));
  }

  #listen(): void {
    this.#call.on('data', (received: ReceivedFrame) => {
      this.#heardMs = this.#context.clock.now();
      this.#context.onFrames(1, received.bytes);
      this.#inbox.add(received);
      if ('frame' in received) this.#opened?.prepare?.(received.frame);
    });
    this.#call.on('end', () => this.#inbox.finish());
    this.#call.on('error', () => this.#cut());
    this.#call.on('cancelled', () => this.#cut());
  }

  #cut(): void {
    this.#inbox.discard();
    this.#outbox.close();
  }

  #giveUp(): void {
    this.#reason = 'the agent does not read';
    this.#cut();
    this.#context.drop();
  }

  // Silence while we work or while the inbox is full is our own.
  #watch(): void {
    const { limits, clock, random, certificateNotAfterMs } = this.#context;
    const now = clock.now();
    if (now > certificateNotAfterMs + LINK_LIMITS.clockSkewMs) return this.leave(expiredGoodbye(random));
    const silentMs = limits.heartbeatMs * LINK_LIMITS.missedHeartbeats;
    if (!this.#working && !this.#inbox.full && now - this.#heardMs > silentMs)
      this.leave(silentGoodbye(random));
  }

  #fail(error: unknown): void {
    const known = isPlimsollError(error);
    this.#context.logger[known ? 'warn' : 'error'](
      { clusterId: this.#peer.clusterId, ...describeError(error) },
      'a stream ended by an error',
    );
    this.#leaving = undefined;
    this.#call.emit('error', grpcStatus(error));
  }

  async #end(): Promise<void> {
    this.#inbox.discard();
    if (this.#leaving !== undefined) {
      this.#context.onGoodbye(Goodbye_Reason[this.#leaving.reason] ?? 'UNSPECIFIED');
      await this.#outbox.send(goodbyeFrame(this.#leaving));
    }
    this.#call.end();
  }
}
