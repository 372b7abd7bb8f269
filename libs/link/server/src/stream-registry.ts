import type { StreamHandler } from './stream-handler.js';
import type { CertificateAuthority } from '@plimsoll/link-certificates';
import { describeError } from '@plimsoll/runtime';
import type { Clock, Logger } from '@plimsoll/runtime';
import { goodbyeFrame, overloadedGoodbye, shutdownGoodbye } from './goodbyes.js';
import type { LinkMetrics } from './link-metrics.js';
import { LinkStream } from './link-stream.js';
import type { StreamCall } from './link-stream.js';
import { peerOf } from './peer-of.js';
import { grpcStatus } from './status.js';
import type { StreamLimits } from './stream-limits.js';

export interface RegistryContext {
  readonly ca: CertificateAuthority;
  readonly handler: StreamHandler;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: LinkMetrics;
  readonly random: () => number;
  readonly limits: StreamLimits;
  readonly maxStreams: number;
  readonly drop: (peer: string) => void;
}

/** The streams of this gateway: lets them in up to a number, and sends them away when it stops. */
export class StreamRegistry {
  readonly #context: RegistryContext;
  readonly #streams = new Map<LinkStream, Promise<void>>();
  #draining = false;

  constructor(context: RegistryContext) {
    this.#context = context;
  }

  accept(call: StreamCall): void {
    const { ca, random, logger, maxStreams } = this.#context;
    try {
      const { peer, notAfterMs } = peerOf(call, ca);
      if (this.#draining) return sendAway(call, shutdownGoodbye(random));
      if (this.#streams.size >= maxStreams) return sendAway(call, overloadedGoodbye(random));
      this.#start(new LinkStream(call, peer, this.#streamContext(call, notAfterMs)));
    } catch (error) {
      logger.warn(describeError(error), 'a stream without a good certificate was refused');
      call.emit('error', grpcStatus(error));
    }
  }

  /** Says goodbye to all, each with another time to come back; settles when every handler was told. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const stream of this.#streams.keys()) stream.leave(shutdownGoodbye(this.#context.random));
    await Promise.all(this.#streams.values());
  }

  #start(stream: LinkStream): void {
    const over = stream.run().finally(() => {
      this.#streams.delete(stream);
      this.#context.metrics.streams.set(this.#streams.size);
    });
    this.#streams.set(stream, over);
    this.#context.metrics.streams.set(this.#streams.size);
  }

  #streamContext(call: StreamCall, certificateNotAfterMs: number) {
    const { handler, clock, logger, metrics, random, limits, drop } = this.#context;
    return {
      handler,
      clock,
      logger,
      random,
      limits,
      certificateNotAfterMs,
      drop: () => drop(call.getPeer()),
      onFrames: (count: number, bytes: number) => {
        metrics.frames.add(count);
        metrics.bytes.add(bytes);
      },
      onGoodbye: (reason: string) => metrics.goodbyes.add(1, { reason }),
    };
  }
}

function sendAway(call: StreamCall, goodbye: ReturnType<typeof shutdownGoodbye>): void {
  call.on('error', () => call.end());
  call.resume();
  call.write(goodbyeFrame(goodbye));
  call.end();
}
