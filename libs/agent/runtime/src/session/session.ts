import {
  EPOCH_BATCH,
  LINK_LIMITS,
  type ConnectResponse,
  type Rejection,
  type Welcome,
} from '@plimsoll/link-contract';
import type { Clock, Logger } from '@plimsoll/runtime';
import { commandResultFrame, heartbeatFrame, type Frame } from '../replica/frames.js';
import type { Replica } from '../replica/replica.js';
import type { Schedule } from '../schedule/schedule.js';

/** What a session needs of an open link; `Link` of link-client is one. */
export interface SessionLink extends AsyncIterable<ConnectResponse> {
  readonly welcome: Welcome;
  /** Numbers the frame and sends it; frames go in the order of the calls. Undefined when the stream is over. */
  readonly send: (frame: Frame) => Promise<bigint | undefined>;
}

export interface SessionOptions {
  readonly link: SessionLink;
  readonly replica: Replica;
  readonly schedule: Pick<Schedule, 'holdUntil' | 'readAgain' | 'refresh'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onRejected: (rejection: Rejection) => void;
  readonly heartbeatMs?: number;
}

const HELLO_SEQUENCE = 1n;
/** Between two words on the lists that are being read. */
const LISTS_MS = 1_000;
/** Epochs that end within this time of the first go together: a restart's first passes are hundreds. */
const GATHER_MS = 200;

/** One stream from its welcome to its end: frames out as credits allow, answers in, heartbeats, commands. */
export class Session {
  readonly #options: SessionOptions;
  readonly #commands = new Map<string, Promise<void>>();
  #pumping = false;
  #pumpAgain = false;
  #gathering: NodeJS.Timeout | undefined;
  #epochs = false;
  #over = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Settles when the stream is over. */
  async run(): Promise<void> {
    const { link, replica, schedule, heartbeatMs = LINK_LIMITS.heartbeatMs } = this.#options;
    const { credits, inSync, fullSyncAfterMs, blank, capabilities } = link.welcome;
    const epochBatches = capabilities.includes(EPOCH_BATCH);
    replica.connected(credits ?? LINK_LIMITS.credits, HELLO_SEQUENCE, { blank, epochBatches });
    schedule.holdUntil(inSync ? 0 : performance.now() + fullSyncAfterMs);
    const heart = setInterval(() => this.#say(this.#heartbeat(replica.confirmed())), heartbeatMs);
    const lists = setInterval(() => this.#tellLists(), Math.min(LISTS_MS, heartbeatMs));
    try {
      this.pump();
      for await (const { frame } of link) this.#receive(frame);
    } finally {
      this.#over = true;
      clearInterval(heart);
      clearInterval(lists);
      clearTimeout(this.#gathering);
      replica.disconnected();
    }
  }

  /** Sends what may be sent. Cheap to call often: while it waits for the network it runs once more afterwards. */
  pump(): void {
    if (this.#over) return;
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    const { replica, link } = this.#options;
    while (this.#pumpAgain && !this.#over) {
      this.#pumpAgain = false;
      const frames = replica.next(this.#epochs);
      this.#epochs = false;
      if (replica.hasEpochs) this.#gather();
      await Promise.all(frames.map(({ frame }) => link.send(frame)));
    }
    this.#pumping = false;
  }

  /** The epochs that are due go a moment later, and all that end meanwhile with them. */
  #gather(): void {
    this.#gathering ??= setTimeout(() => this.#tellEpochs(), GATHER_MS);
  }

  #tellEpochs(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#epochs = true;
    this.pump();
  }

  #say(frame: Frame): void {
    if (this.#over) return;
    const { replica, link } = this.#options;
    replica.sequenced(frame);
    void link.send(frame); // settles, never rejects
  }

  #receive(frame: ConnectResponse['frame']): void {
    const { replica, schedule, onRejected } = this.#options;
    if (frame.case === 'command') return this.#command(frame.value.id, frame.value.command.case);
    for (const rejection of replica.receive(frame)) onRejected(rejection);
    this.pump();
    schedule.readAgain();
  }

  #heartbeat(confirmed: ReturnType<Replica['confirmed']>): Frame {
    const { replica, clock } = this.#options;
    return heartbeatFrame(clock.now(), confirmed, replica.takeReadings());
  }

  /** People watch the first reading. */
  #tellLists(): void {
    if (this.#options.replica.isReading) this.#say(this.#heartbeat([]));
  }

  // A command comes again after each hello and heartbeat until its result was received: it is done once.
  #command(id: string, kind: 'refresh' | undefined): void {
    if (this.#commands.has(id)) return;
    this.#commands.set(id, this.#obey(id, kind));
  }

  async #obey(id: string, kind: 'refresh' | undefined): Promise<void> {
    const { schedule, logger } = this.#options;
    logger.info({ command: kind ?? 'unknown', id }, 'a command of the centre');
    if (kind === undefined)
      return this.#say(commandResultFrame(id, false, 'this agent does not know the command'));
    const outcomes = await schedule.refresh();
    this.#tellEpochs(); // a person waits for them
    const failed = outcomes.filter((outcome) => !outcome.complete);
    const detail =
      failed.length === 0 ? 'all sources were collected' : `${failed.length} sources could not be collected`;
    this.#say(commandResultFrame(id, failed.length === 0, detail));
  }
}
