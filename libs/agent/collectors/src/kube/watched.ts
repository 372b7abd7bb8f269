import type { Fact, SourceId, Subject } from '@plimsoll/model';

/** Where a live collector tells what it sees; the agent's runtime has the contract (WatchSink there). */
export interface KubeSink {
  readonly listing: () => void;
  readonly listed: () => void;
  readonly seen: (fact: Fact) => void;
  readonly progress: (read: number, expected: number | undefined) => void;
  readonly room: () => Promise<void> | undefined;
  readonly ended: (subject: Subject) => void;
  readonly leftOut: (subject: Subject | undefined, reason: string, detail: string) => void;
  readonly alive: () => void;
  readonly silent: () => void;
  readonly notCollected: (reason: string, detail: string) => void;
}

/** One kind of a live cluster, for the agent's runtime (WatchedSource there). */
export interface KubeWatch {
  readonly source: SourceId;
  readonly partition: '';
  readonly watch: (sink: KubeSink, signal: AbortSignal) => Promise<void>;
  readonly readAgain: (
    wanted: {
      readonly size: number;
      readonly has: (key: string) => boolean;
      readonly keys: () => Iterable<string>;
    },
    emit: (fact: Fact) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
}
