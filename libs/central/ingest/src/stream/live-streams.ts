import { COMMANDS_CHANNEL } from '@plimsoll/identity';
import type { Logger } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';

export interface LiveStream {
  readonly clusterId: string;
  readonly number: bigint;
  /** A newer stream of the cluster was opened somewhere. */
  readonly superseded: () => void;
  /** There may be commands to send. */
  readonly wake: () => void;
}

/** Told the moment a stream was opened, so that an older one of the same cluster leaves at once, in any gateway. */
export const STREAMS_CHANNEL = 'plimsoll_streams';

/** The streams of this process, by cluster. A lost NOTIFY costs until the next heartbeat or frame, never a change. */
export class LiveStreams {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #streams = new Set<LiveStream>();
  #listening: Promise<void> | undefined;

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  async add(stream: LiveStream): Promise<void> {
    this.#streams.add(stream);
    for (const other of this.#streams) supersede(other, stream.clusterId, stream.number);
    await (this.#listening ??= this.#listen());
  }

  remove(stream: LiveStream): void {
    this.#streams.delete(stream);
  }

  async #listen(): Promise<void> {
    try {
      await this.#store.listen(STREAMS_CHANNEL, (payload) => this.#opened(payload));
      await this.#store.listen(COMMANDS_CHANNEL, (payload) => this.#commanded(payload));
    } catch (error) {
      this.#listening = undefined; // the next stream tries again; until then heartbeats poll
      this.#logger.warn({ error }, 'cannot listen for commands and newer streams yet');
    }
  }

  #opened(payload: string): void {
    const [clusterId = '', number = ''] = payload.split(' ');
    if (!/^\d+$/.test(number)) return;
    for (const stream of this.#streams) supersede(stream, clusterId, BigInt(number));
  }

  #commanded(payload: string): void {
    for (const stream of this.#streams) if (payload.includes(stream.clusterId)) stream.wake();
  }
}

function supersede(stream: LiveStream, clusterId: string, number: bigint): void {
  if (stream.clusterId === clusterId && stream.number < number) stream.superseded();
}
