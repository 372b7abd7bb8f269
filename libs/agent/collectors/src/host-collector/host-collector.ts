import type { HostFiles } from '@plimsoll/probes';
import type { Fact, FilesEntry, Setting, SourceId } from '@plimsoll/model';

export type Settings = Readonly<Record<string, Setting>>;

/** One path of the host that a collector reads; mounts and their pages are generated from these. */
export interface HostRead {
  /** On the host; `*` stands for one name. */
  readonly path: string;
  readonly why: string;
  /** The least that reads it. Nothing that is collected needs a capability. */
  readonly privilege: 'any-uid' | 'gid-0' | 'uid-0';
}

/** A source of the host: what it reads, how often, and the settings that it makes of it. */
export interface HostCollector {
  readonly source: SourceId;
  readonly everySeconds: number;
  readonly reads: readonly HostRead[];
  /**
   * Reads all of it once. Never fails for what the host holds: what is not there says absent, what could not be read
   * says why. Rejects only when the signal is aborted.
   */
  readonly collect: (host: HostFiles, signal: AbortSignal) => Promise<Settings>;
}

/** A source of the host whose fact has the shape `files`; otherwise as {@link HostCollector}. */
export interface HostFilesCollector extends Omit<HostCollector, 'collect'> {
  /** By path, by pattern, and by the flag that names a path. */
  readonly collectFiles: (
    host: HostFiles,
    signal: AbortSignal,
  ) => Promise<Readonly<Record<string, FilesEntry>>>;
}

/** A source of the host, of whatever shape. */
export type AnyHostCollector = HostCollector | HostFilesCollector;

/** Where a collector's facts go. */
export type EmitHostFact = (fact: Fact) => void;
