import { PartitionState } from '../state/partition-state.js';
import type { UnitId } from '../source/fact-source.js';

/** What is still to be told of the last pass. */
export type EpochNews =
  | { readonly kind: 'root' }
  | { readonly kind: 'not-collected'; readonly reason: string; readonly detail: string };

/** A list on its way. */
export interface Reading {
  readonly read: number;
  /** In all; undefined: not told. */
  readonly expected: number | undefined;
  readonly elapsedMs: number;
}

/** One unit of comparison as the agent holds it. Written by the replica alone. */
export interface Unit {
  readonly id: UnitId;
  readonly state: PartitionState;
  /**
   * False during the first pass since the start: it computes digests and sends nothing, because the comparison that
   * follows tells what the centre lacks. So a restart beside an unchanged cluster costs bytes. Only a centre that said
   * it has nothing is sent what is seen.
   */
  primed: boolean;
  /** An epoch was completed since the start: the unit takes part in comparisons. */
  completed: boolean;
  /** The last pass was a complete one. */
  confirmed: boolean;
  /** No pass will close what the centre asked for: its root is told once all of that was sent. */
  watched: boolean;
  /** A watched source that cannot be read at present, and whether the centre is to hear of it again. */
  interrupted: { readonly reason: string; readonly detail: string } | undefined;
  /** How far the list is that is being read, until the centre was told of its end. */
  reading: Reading | undefined;
  /** Subjects whose bodies are to be read again: the centre asked, or the outbox was full. */
  readonly wanted: Set<string>;
  news: EpochNews | undefined;
  /** Comparisons asked for and not answered yet; undefined buckets: the list of buckets itself. */
  readonly questions: { readonly buckets: readonly number[] | undefined }[];
}

export function newUnit(id: UnitId): Unit {
  return {
    id: { source: id.source, partition: id.partition },
    state: new PartitionState(),
    primed: false,
    completed: false,
    confirmed: false,
    watched: false,
    interrupted: undefined,
    reading: undefined,
    wanted: new Set(),
    news: undefined,
    questions: [],
  };
}
