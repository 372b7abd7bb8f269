import type { UnreadableReason } from '@plimsoll/model';

/** What reading the audited host gave. Nothing that a host's files do is an exception. */
export type ReadOutcome<Value> =
  | { readonly outcome: 'read'; readonly value: Value }
  /** Nothing is at the path, seen from a folder that could be searched; the detail says where the search ended. */
  | { readonly outcome: 'absent'; readonly detail: string }
  | { readonly outcome: 'unreadable'; readonly reason: UnreadableReason; readonly detail: string };

export type HostFileKind = 'file' | 'directory' | 'fifo' | 'socket' | 'device' | 'other';

/** Mode, owner and size of what is at a path, links followed inside the root. */
export interface HostStat {
  readonly kind: HostFileKind;
  /** Permission bits, for instance 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes; 0 for most files of procfs and sysfs, whatever they hold. */
  readonly size: number;
  /** Tells files of one file system apart; of `/proc/<pid>/net/*` it tells network namespaces apart. */
  readonly inode: number;
  readonly device: number;
}

export interface ReadLimits {
  /** A longer file is `too-large` and nothing of it is kept. Default 64 KiB. */
  readonly maxBytes?: number;
  /** `cut` keeps the first `maxBytes` of a longer file instead: for files whose beginning says it all. */
  readonly whenLonger?: 'refuse' | 'cut';
}

export interface ListLimits {
  /** A fuller folder is `too-large`. Default 4096. */
  readonly maxEntries?: number;
}

/**
 * The audited host's files, rooted at a folder. A path is absolute on that host. Symbolic links are resolved by hand
 * inside the root, at most 40 of them, so neither an absolute target nor `..` leads out of it, and the links of procfs
 * that are doors to other processes are only ever names. Only regular files are opened, never waiting for anybody.
 */
export interface HostFiles {
  readonly root: string;
  /** The text of a regular file. Bytes that are no UTF-8, and NUL bytes, make it `invalid`. */
  readonly readText: (path: string, limits?: ReadLimits) => Promise<ReadOutcome<string>>;
  readonly readBytes: (path: string, limits?: ReadLimits) => Promise<ReadOutcome<Uint8Array>>;
  /** The target of the link at the path, as it is written there. What is no link is `not-regular`. */
  readonly readLink: (path: string) => Promise<ReadOutcome<string>>;
  /** Names in a folder, sorted. */
  readonly list: (path: string, limits?: ListLimits) => Promise<ReadOutcome<readonly string[]>>;
  readonly stat: (path: string) => Promise<ReadOutcome<HostStat>>;
  /** Whether the path lies on a live procfs: its values are then the running kernel's, not those of a copy. */
  readonly isLiveProcfs: (path: string) => Promise<ReadOutcome<boolean>>;
}
