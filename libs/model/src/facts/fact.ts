import type { JsonObject } from '../json.js';
import type { SourceId } from '../sources/registry.js';
import type { Subject } from './subject.js';

/** A setting as it was found: its raw text, or why there is none. */
export type Setting =
  | string
  /** Looked for and not there; the text says where it was looked for. */
  | { readonly absent: string }
  /** There, or perhaps there, but not readable; never a pass and never a fail. */
  | { readonly unreadable: UnreadableReason; readonly detail?: string };

/**
 * Why something could not be read. `namespace` is the treacherous one: the value could be read, but it belongs to the
 * reader's own namespace and not to the node (see facts/node/privileges: rules 3 and 5), so it is not reported at all.
 */
export type UnreadableReason =
  'permission' | 'namespace' | 'too-large' | 'not-regular' | 'not-mounted' | 'invalid' | 'io';

export interface FileFact {
  /** Permission bits, for instance 0o644; absent when the path does not exist. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** What it is, unless it is a regular file. */
  readonly kind?: 'directory' | 'fifo' | 'socket' | 'device' | 'other';
  /** SHA-256 in hexadecimal, of files whose content is public alone. */
  readonly digest?: string;
  /** The owner's name by the host's own accounts, its number where no account has it; missing when they are unreadable. */
  readonly user?: string;
  /** As `user`, of the group. */
  readonly group?: string;
  /** Where the file lies, when its key is not its path but the flag of a process that names it. */
  readonly path?: string;
}

/** How many files a pattern matched; each is an entry of its own, so that a lost one is missed. */
export interface FileMatches {
  readonly matches: number;
}

/** What is known at a path, at a pattern (`/etc/cni/net.d/*`), or at the path that a flag names (`etcd --data-dir`). */
export type FilesEntry = FileFact | FileMatches | Exclude<Setting, string>;

export interface ComponentFact {
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
}

/** The four closed shapes. A fifth costs the contract, the store, and a decision record. */
export type FactBody =
  /** A trimmed and redacted Kubernetes object, with apiVersion, kind and metadata. */
  | { readonly shape: 'object'; readonly object: JsonObject }
  | { readonly shape: 'settings'; readonly settings: Readonly<Record<string, Setting>> }
  | { readonly shape: 'files'; readonly files: Readonly<Record<string, FilesEntry>> }
  | { readonly shape: 'components'; readonly components: readonly ComponentFact[] };

export type FactShape = FactBody['shape'];

/** What one source says of one subject at present. */
export interface Fact {
  readonly source: SourceId;
  /** The part of the source with a single writer: '' or one node's name. */
  readonly partition: string;
  readonly subject: Subject;
  readonly body: FactBody;
}
