import type { Fact, SourceId, UnreadableReason } from '@plimsoll/model';

/** Where a collector's facts go; a fact is trimmed and redacted before it gets here. */
export type Emit = (fact: Fact) => void;

/** How a pass ended. Only a complete one may end subjects; the other deletes nothing (DESIGN section 6, deletion). */
export type PassOutcome =
  | { readonly complete: true }
  | { readonly complete: false; readonly reason: UnreadableReason | (string & {}); readonly detail: string };

/** The unit of comparison: the part of a source with a single writer. */
export interface UnitId {
  readonly source: SourceId;
  /** '' or the name of one node. */
  readonly partition: string;
}

/** A source of facts that is read again on a cadence. Never two passes of it at once. */
export interface FactSource extends UnitId {
  /** Seconds between the starts of two passes. */
  readonly everySeconds: number;
  /** One pass: emits everything that is there now. A rejection counts as a pass that could not be made. */
  readonly collect: (emit: Emit, signal: AbortSignal) => Promise<PassOutcome>;
}

/** Several units that one pass reads together, for instance a folder of manifests of many kinds. */
export interface FactFeed {
  readonly units: readonly UnitId[];
  readonly everySeconds: number;
  readonly collect: (emit: Emit, signal: AbortSignal) => Promise<PassOutcome>;
}

/** A source as a feed of one unit. */
export function feedOf(source: FactSource | FactFeed): FactFeed {
  if ('units' in source) return source;
  const { everySeconds, collect, partition } = source;
  return { units: [{ source: source.source, partition }], everySeconds, collect };
}

/** One string a unit, for maps; a source's id holds no line feed. */
export function unitKey(unit: { readonly source: string; readonly partition: string }): string {
  return `${unit.source}\n${unit.partition}`;
}
