import type { PlimsollError } from '@plimsoll/errors';
import type { JsonObject } from '@plimsoll/model';

/** A file of manifests, as it was named or found. */
export interface ManifestFile {
  /** As a person would name it; `-` is the standard input. */
  readonly path: string;
  /** Named by itself, not found in a folder: then a document that is no Kubernetes object is an error. */
  readonly named: boolean;
}

/** One Kubernetes object of a file. */
export interface ManifestDocument {
  readonly file: string;
  /** Its document's number in the file, from 0. */
  readonly document: number;
  /** The path of the object in its document: '' or `items[3]`. */
  readonly item: string;
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  /** The 1-based line of the file that the document begins with, and its text: for finding lines later. */
  readonly documentLine: number;
  readonly text: string;
}

/** What could not be read, and where; everything else is read all the same. */
export interface ManifestProblem {
  readonly file: string;
  /** 1-based; 0 where no line is to blame. */
  readonly line: number;
  readonly error: PlimsollError;
}

export type ManifestRead = { readonly manifest: ManifestDocument } | { readonly problem: ManifestProblem };
