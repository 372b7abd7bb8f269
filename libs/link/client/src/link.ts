import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { create } from '@bufbuild/protobuf';
import { ConnectRequestSchema, GoodbyeSchema } from '@plimsoll/link-contract';
import type {
  ConnectRequest,
  ConnectResponse,
  Goodbye,
  Goodbye_Reason,
  Welcome,
} from '@plimsoll/link-contract';
import { endOfError, endOfGoodbye } from './link-end.js';
import type { LinkEnd } from './link-end.js';

export type LinkCall = ClientDuplexStream<ConnectRequest, ConnectResponse>;

const CUT: LinkEnd = {
  kind: 'retry',
  code: 'LINK_CUT',
  detail: 'the connection ended without a goodbye',
  afterMs: 0,
};

/** One stream to the centre, after its welcome. */
export class Link implements AsyncIterable<ConnectResponse> {
  readonly welcome: Welcome;
  readonly #wire: Wire;

  constructor(wire: Wire, welcome: Welcome) {
    this.#wire = wire;
    this.welcome = welcome;
  }

  /** How it ended; settles once, never rejects. */
  get ended(): Promise<LinkEnd> {
    return this.#wire.ended;
  }

  /** The centre's frames in order, without welcome and goodbye; over when the stream is. One reader, or nothing arrives. */
  [Symbol.asyncIterator](): AsyncIterator<ConnectResponse> {
    return this.#wire.frames;
  }

  /**
   * Sends a frame and gives its sequence number; frames go in the order of the calls. Settles when the network takes
   * more: await it before making the next frame. Undefined when the stream is over.
   */
  send(frame: ConnectRequest['frame']): Promise<bigint | undefined> {
    return this.#wire.send(frame);
  }

  /** Says goodbye, lets it arrive, and ends. */
  async leave(reason: Goodbye_Reason, detail: string): Promise<void> {
    await this.send({ case: 'goodbye', value: create(GoodbyeSchema, { reason, detail }) });
    await this.#wire.finish();
  }

  /** Ends at once. */
  close(): void {
    this.#wire.close();
  }
}

/** The call beneath a link: numbers, order, the end. */
export class Wire {
  readonly frames: AsyncGenerator<ConnectResponse, void, undefined>;
  readonly ended: Promise<LinkEnd>;
  readonly #call: LinkCall;
  readonly #settle: (end: LinkEnd) => void;
  #over = false;
  #sequence = 0n;
  #last: Promise<void> = Promise.resolve();
  #release: (() => void) | undefined;
  #goodbye: LinkEnd | undefined;

  /** `onEnd` is called once, when nothing of the call is left. */
  constructor(call: LinkCall, onEnd: () => void) {
    this.#call = call;
    const { promise, resolve } = Promise.withResolvers<LinkEnd>();
    this.ended = promise;
    this.#settle = (end) => {
      if (this.#over) return;
      this.#over = true;
      this.#release?.();
      resolve(end);
    };
    call.on('error', (error: Error) => this.#settle(this.#goodbye ?? endOf(error)));
    call.on('status', () => {
      this.#settle(this.#goodbye ?? CUT);
      onEnd();
    });
    this.frames = this.#read();
  }

  /** Told of a goodbye as soon as it arrives: the call's end may overtake the frames that wait for the reader. */
  heardGoodbye(goodbye: Goodbye): void {
    this.#goodbye = endOfGoodbye(goodbye);
  }

  async send(frame: ConnectRequest['frame']): Promise<bigint | undefined> {
    if (this.#over) return undefined;
    const sequence = ++this.#sequence;
    this.#last = this.#last.then(() => this.#write(create(ConnectRequestSchema, { sequence, frame })));
    await this.#last;
    return sequence;
  }

  /** Half-closes and waits for the centre to do the same; cut after two seconds. */
  async finish(): Promise<void> {
    this.#call.end();
    this.#call.resume();
    const timer = setTimeout(() => this.close(), 2_000);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends the call at once, with this end unless it has one. */
  close(end: LinkEnd = CUT): void {
    this.#settle(end);
    this.#call.cancel();
  }

  async #write(frame: ConnectRequest): Promise<void> {
    if (this.#over || this.#call.write(frame)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#release = resolve;
    this.#call.once('drain', resolve);
    await promise;
    this.#release = undefined;
  }

  async *#read(): AsyncGenerator<ConnectResponse, void, undefined> {
    try {
      const arriving: AsyncIterable<ConnectResponse> = this.#call;
      for await (const frame of arriving) {
        if (frame.frame.case === 'goodbye') return;
        yield frame;
      }
    } catch {
      await this.ended; // the call's error is its end, and that is a value
    } finally {
      this.close(this.#goodbye);
    }
  }
}

// A reader that stops early makes Node end the call by an error of its own, which has no status.
const endOf = (error: Error): LinkEnd => (isServiceError(error) ? endOfError(error) : CUT);
const isServiceError = (error: Error): error is ServiceError => 'metadata' in error && 'details' in error;
