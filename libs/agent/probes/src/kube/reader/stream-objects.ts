import { setTimeout as wait } from 'node:timers/promises';
import { isPlimsollError, type PlimsollError } from '@plimsoll/errors';
import { fullJitter } from '@plimsoll/runtime';
import { retryAfterOf } from '../client/answer-errors.js';
import type { KubeClient } from '../client/kube-client.js';
import { kubeErrors } from '../errors.js';
import type { KubeResource } from './kube-resource.js';
import { listObjects } from './list-objects.js';
import type { ObjectEvent } from './object-event.js';
import { watchObjects, type Position } from './watch-objects.js';

export interface StreamOptions {
  readonly client: KubeClient;
  readonly resource: KubeResource;
  readonly signal: AbortSignal;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Whether to ask for a streamed list first; where the server has none it is not asked again. Default true. */
  readonly watchList?: boolean;
  readonly limit?: number;
  /** Default 2 MiB (DESIGN section 6, limits). */
  readonly maxObjectBytes?: number;
  /** Default 90 s: servers send a bookmark every minute. */
  readonly idleMs?: number;
  readonly backoff?: { readonly minMs: number; readonly maxMs: number };
}

const LIMIT = 500;
const MAX_OBJECT_BYTES = 2 * 1024 * 1024;
const IDLE_MS = 90_000;
const BACKOFF = { minMs: 250, maxMs: 30_000 };
/** A watch that lasted so long was a good one: what ends it is no failure in a row. */
const GOOD_WATCH_MS = 5_000;
const WATCH_SECONDS = 1_800;
/** After so many lists cut short by compaction the next is made in one piece. */
const CUT_LISTS = 2;
/** So many in a row without even a bookmark: the server has never come to the version that we wait after. */
const SILENT_WATCHES = 2;

/**
 * The objects of a kind for as long as the signal allows, through whatever happens to the server and the way to it.
 * A list is made again only when the server no longer knows what came after the last event. It never throws but for
 * defects; {@link ObjectEvent} says what is told.
 */
export async function* streamObjects(options: StreamOptions): AsyncGenerator<ObjectEvent> {
  const stream = new ObjectStream(options);
  while (!options.signal.aborted) yield* stream.once();
}

class ObjectStream {
  readonly #options: StreamOptions;
  readonly #position: Position = { version: undefined, listed: false };
  #watchList: boolean;
  #attempt = 0;
  #cutLists = 0;
  #silentWatches = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#watchList = options.watchList ?? true;
  }

  /** From where the position is to the next interruption, and the pause after it. */
  async *once(): AsyncGenerator<ObjectEvent> {
    const began = performance.now();
    try {
      yield* this.#read();
      // The server ended the watch, as it does now and then.
      if (performance.now() - began >= GOOD_WATCH_MS) this.#attempt = 0;
      else yield* this.#pause(kubeErrors.error('KUBE_UNREACHABLE', 'the watch ended at once'));
    } catch (error) {
      if (this.#options.signal.aborted) return;
      if (!isPlimsollError(error)) throw error;
      const lastedMs = performance.now() - began;
      if (lastedMs >= GOOD_WATCH_MS) this.#attempt = 0;
      this.#learn(error, lastedMs);
      yield* this.#pause(error);
    }
  }

  async *#read(): AsyncGenerator<ObjectEvent> {
    if (!this.#position.listed) {
      yield { type: 'listing' };
      if (!this.#watchList) yield* this.#list();
    }
    const {
      client,
      resource,
      signal,
      random,
      maxObjectBytes = MAX_OBJECT_BYTES,
      idleMs = IDLE_MS,
    } = this.#options;
    const forSeconds = WATCH_SECONDS * (1 + random());
    const watch = watchObjects(
      { client, resource, signal, maxObjectBytes, idleMs, forSeconds },
      this.#position,
    );
    let opened = false;
    for await (const event of watch) {
      // The first sign of life is that of the connection, not of the objects.
      if (opened || event.type !== 'alive') this.#heard();
      opened = true;
      yield event;
    }
  }

  async *#list(): AsyncGenerator<ObjectEvent> {
    const { client, resource, signal, maxObjectBytes = MAX_OBJECT_BYTES, idleMs = IDLE_MS } = this.#options;
    const limit = this.#cutLists > CUT_LISTS ? 0 : (this.#options.limit ?? LIMIT);
    this.#position.version = yield* listObjects({ client, resource, signal, limit, maxObjectBytes, idleMs });
    this.#position.listed = true;
    this.#cutLists = 0;
    yield { type: 'listed' };
  }

  #heard(): void {
    this.#silentWatches = 0;
    if (this.#position.listed) this.#attempt = 0;
  }

  #learn({ code }: PlimsollError, lastedMs: number): void {
    const { listed } = this.#position;
    if (lastedMs >= (this.#options.idleMs ?? IDLE_MS)) this.#silentWatches += 1;
    if (!listed && this.#watchList && !SAYS_NOTHING_OF_WATCH_LIST.has(code)) this.#watchList = false;
    else if (!listed && code === 'KUBE_GONE') this.#cutLists += 1;
    if (listed && code !== 'KUBE_GONE' && code !== 'KUBE_REFUSED' && this.#silentWatches < SILENT_WATCHES)
      return;
    this.#silentWatches = 0;
    this.#position.version = undefined;
    this.#position.listed = false;
  }

  async *#pause(error: PlimsollError): AsyncGenerator<ObjectEvent> {
    const attempt = this.#attempt++;
    const { signal, random, backoff = BACKOFF } = this.#options;
    // The first time at once: a list that is to be made again, or a server that has no watch-list.
    const atOnce = attempt === 0 && AT_ONCE.has(error.code);
    const delayMs = atOnce ? 0 : Math.max(retryAfterOf(error), fullJitter(attempt, backoff, random));
    yield { type: 'interrupted', error, attempt, delayMs };
    try {
      await wait(delayMs, undefined, { signal });
    } catch (cause) {
      if (!signal.aborted) throw cause;
    }
  }
}

const AT_ONCE: ReadonlySet<string> = new Set(['KUBE_GONE', 'KUBE_REFUSED']);

const SAYS_NOTHING_OF_WATCH_LIST: ReadonlySet<string> = new Set([
  'KUBE_UNREACHABLE',
  'KUBE_UNTRUSTED',
  'KUBE_UNAUTHENTICATED',
  'KUBE_FORBIDDEN',
  'KUBE_NOT_FOUND',
  'KUBE_THROTTLED',
  'KUBE_PLUGIN_FAILED',
  'KUBE_PLUGIN_NOT_FOUND',
  'KUBECONFIG_MATERIAL',
]);
