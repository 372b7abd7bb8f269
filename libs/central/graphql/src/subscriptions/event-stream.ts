import { pause, type Wake } from './wake.js';

/** One look at what has changed. */
export interface Look<Event> {
  /** undefined: nothing that concerns this subscription. */
  readonly event: Event | undefined;
  /** There is more already. */
  readonly more: boolean;
}

export interface EventSource<Event> {
  /** Called when the stream is read first. */
  readonly begin: () => Wake;
  readonly end: (wake: Wake) => void;
  readonly look: () => Promise<Look<Event>>;
  readonly gapMs: number;
  /** Looks at least so often; absent: only when it is woken. */
  readonly everyMs?: number | undefined;
}

/**
 * Events as fast as they are taken, but no faster than the gap: nothing is looked up before the last event was taken, so
 * a slow reader gets fewer events, never more memory. Ending it wakes it.
 */
export function eventStream<Event>(source: EventSource<Event>): AsyncGenerator<Event, undefined> {
  const stop = new AbortController();
  return interruptible(run(source, stop.signal), () => stop.abort());
}

async function* run<Event>(
  source: EventSource<Event>,
  signal: AbortSignal,
): AsyncGenerator<Event, undefined> {
  const wake = source.begin();
  try {
    while (!signal.aborted) {
      const { event, more } = await source.look();
      if (event !== undefined && !signal.aborted) {
        yield event;
        await pause(source.gapMs, signal);
      }
      if (!more) await wake.next(signal, source.everyMs);
    }
  } finally {
    source.end(wake);
  }
  return undefined;
}

/** A generator's own `return` waits for what it is waiting for; this one interrupts it first. */
export function interruptible<Event>(
  generator: AsyncGenerator<Event, undefined>,
  interrupt: () => void,
): AsyncGenerator<Event, undefined> {
  return {
    next: () => generator.next(),
    return: () => {
      interrupt();
      return generator.return(undefined);
    },
    throw: (error: unknown) => {
      interrupt();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      interrupt();
      await generator.return(undefined);
    },
  };
}
