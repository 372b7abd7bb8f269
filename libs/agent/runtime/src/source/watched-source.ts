import type { Fact, Subject } from '@plimsoll/model';
import type { UnitId } from './fact-source.js';

/**
 * Where a watched source tells what it sees, in the order in which it happened: `listing`, a `seen` for each fact that
 * is there, `listed`; from then on `seen` and `ended` as things change. `listing` again means that changes were missed.
 */
export interface WatchSink {
  /** What is not seen from here to `listed` ends with it. */
  readonly listing: () => void;
  readonly listed: () => void;
  readonly seen: (fact: Fact) => void;
  /** How many objects of the list were read, and how many it will be; for people. */
  readonly progress: (read: number, expected: number | undefined) => void;
  /**
   * During a list: settles when there is room for more bodies; undefined when there is. Who does not wait loses nothing,
   * but what does not fit is read again.
   */
  readonly room: () => Promise<void> | undefined;
  readonly ended: (subject: Subject) => void;
  /**
   * It is there but its fact could not be made: what was known of it stays, but for one that is `too-large`, which the
   * centre then rejects by name. Without a subject, or in a list with one of which nothing was known, nothing ends.
   */
  readonly leftOut: (subject: Subject | undefined, reason: string, detail: string) => void;
  /** Nothing was missed up to now. */
  readonly alive: () => void;
  /** At present nothing is heard; it is tried again. What is known stays, and is no longer confirmed. */
  readonly silent: () => void;
  /** The source cannot be read for a reason that a person should know of. Nothing ends by it. */
  readonly notCollected: (reason: string, detail: string) => void;
}

/** Subjects whose bodies are to be read again. */
export interface WantedSubjects {
  readonly size: number;
  readonly has: (key: string) => boolean;
  readonly keys: () => Iterable<string>;
}

/** A source that tells what changes, instead of being read on a cadence. One unit. */
export interface WatchedSource extends UnitId {
  /** Tells until the signal is aborted; whatever happens on the way it deals with. */
  readonly watch: (sink: WatchSink, signal: AbortSignal) => Promise<void>;
  /**
   * Reads the wanted subjects as they are now. What is gone is left to `watch`. `emit` settles when there is room for
   * the next one.
   */
  readonly readAgain: (
    wanted: WantedSubjects,
    emit: (fact: Fact) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
}
