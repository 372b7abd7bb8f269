import type { ControlId, Evidence, Severity, Verdict, VerdictCounts } from '@plimsoll/model';
import type { HostPart } from './report/host/host-part.js';

/** Where something stands in a file. */
export interface Location {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** From 0. */
  readonly document: number;
}

/** A subject as reports name it. */
export interface ShownSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One line of the table. */
export interface Row {
  readonly control: ControlId;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly reason: string;
  /** In words, where the reason does not say all. */
  readonly detail: string;
  readonly subject: ShownSubject;
  readonly location: Location | null;
  readonly evidence: readonly Evidence[];
}

/** What one file came to. */
export interface FileReport {
  /** The place of the file among all files. */
  readonly index: number;
  readonly objects: number;
  /** Elements of the contract's `subjects` and `results`, one a line; '' in the table's format. */
  readonly subjects: string;
  readonly results: string;
  /** For the table, at most {@link MOST_ROWS} of a control and verdict; [] in the format json. */
  readonly rows: readonly Row[];
  /** What the table says of a host beside its rows; undefined of manifests. */
  readonly host?: HostPart;
}

/** Of one control, what is not shown is counted. */
export const MOST_ROWS = 20;

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** What a part of the files came to; plain data, so that it can come from a worker thread. */
export interface ShardReport {
  readonly files: readonly FileReport[];
  readonly counts: ReadonlyMap<ControlId, VerdictCounts>;
  /** Unknown verdicts by their reason. */
  readonly unknowns: ReadonlyMap<string, number>;
  /** Objects that no control reads, by `kind (apiVersion)`: listed, not judged. */
  readonly unread: ReadonlyMap<string, number>;
  readonly problems: readonly (Problem & { readonly index: number })[];
}
