import type { PartitionState } from '@plimsoll/model';
import type { Instant } from '../instant.js';
import type { Reading } from './readings.repository.js';

/** What becomes of a source at present. */
export type ReadingPhase = 'waiting' | 'reading' | 'comparing' | 'complete' | 'not-collected';

export interface ReadingProgress {
  readonly phase: ReadingPhase;
  /** Objects: of the list that is being read, else those that are known. */
  readonly read: number;
  /** How many there will be; null: not told. */
  readonly expected: number | null;
  /** Until the list is read; null: not known. */
  readonly secondsLeft: number | null;
}

const NOTHING: Reading = { facts: 0, objects: null, expected: null, elapsedMs: null, toldAt: null };

/** How far a source is, from its state and what its agent told of a list last. */
export function progressOf(
  state: PartitionState['state'],
  { facts, objects, expected, elapsedMs, toldAt }: Reading = NOTHING,
  now: Instant,
): ReadingProgress {
  if (objects === null) {
    const phase = state === 'syncing' ? 'waiting' : state;
    return { phase, read: facts, expected: state === 'complete' ? facts : null, secondsLeft: null };
  }
  if (expected !== null && objects >= expected)
    return { phase: 'comparing', read: objects, expected, secondsLeft: null };
  const passedMs = toldAt === null ? 0 : Math.max(0, now - toldAt);
  return {
    phase: 'reading',
    read: objects,
    expected,
    secondsLeft: left(objects, expected, elapsedMs, passedMs),
  };
}

/** At the pace so far; null while there is none. */
function left(
  read: number,
  expected: number | null,
  elapsedMs: number | null,
  passedMs: number,
): number | null {
  if (expected === null || elapsedMs === null || read === 0) return null;
  const leftMs = ((expected - read) * elapsedMs) / read - passedMs;
  return Math.max(0, Math.ceil(leftMs / 1000));
}
