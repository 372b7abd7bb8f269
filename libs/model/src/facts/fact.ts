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
  readonly digest?: string;
}

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
  | { readonly shape: 'files'; readonly files: Readonly<Record<string, FileFact | Exclude<Setting, string>>> }
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
