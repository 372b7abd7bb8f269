import { createHash } from 'node:crypto';
import type { SourceId } from '@plimsoll/model';
import type { Instant } from '../instant.js';
import { freshnessOf, staleFrom } from './partition-unit.js';
import type { PartitionUnit } from './partition-unit.js';

/** Freshness of a cluster's (source, partition) units at one instant, as a posture row keeps it. */
export interface Freshness {
  readonly units: number;
  readonly stale: number;
  readonly notCollected: number;
  /** Of the stale units: two instants with equal digests have the same overlay. '' when nothing is stale. */
  readonly digest: string;
}

/** What time says of a cluster at an instant. */
export interface CollectionState {
  readonly freshness: Freshness;
  readonly stale: readonly PartitionUnit[];
  /** Sources with a completed epoch in each of their partitions. */
  readonly complete: ReadonlySet<SourceId>;
  /** The first later instant at which time alone makes a unit stale; null: none. */
  readonly validUntil: Instant | null;
}

export function collectionAt(units: readonly PartitionUnit[], at: Instant): CollectionState {
  const stale = units.filter((unit) => freshnessOf(unit, at) === 'stale');
  const notCollected = units.filter((unit) => freshnessOf(unit, at) === 'not-collected').length;
  const freshness = { units: units.length, stale: stale.length, notCollected, digest: digestOf(stale) };
  return { freshness, stale, complete: completeSources(units), validUntil: nextStale(units, at) };
}

/** '' for none, so that a fresh cluster's rows compare without a hash. */
function digestOf(stale: readonly PartitionUnit[]): string {
  if (stale.length === 0) return '';
  const names = stale.map((unit) => `${unit.source}\0${unit.partition}`).sort();
  return createHash('sha256').update(names.join('\0')).digest('hex').slice(0, 16);
}

function completeSources(units: readonly PartitionUnit[]): ReadonlySet<SourceId> {
  const complete = new Set(units.map((unit) => unit.source));
  for (const unit of units) if (unit.completedAt === null) complete.delete(unit.source);
  return complete;
}

function nextStale(units: readonly PartitionUnit[], at: Instant): Instant | null {
  let next: Instant | null = null;
  for (const unit of units) {
    const from = freshnessOf(unit, at) === 'fresh' ? staleFrom(unit) : null;
    if (from !== null && (next === null || from < next)) next = from;
  }
  return next;
}

const isCount = (value: unknown): value is number => typeof value === 'number';

/** What a posture row holds; rows written before freshness was kept count as knowing nothing. */
export function parseFreshness(text: string): Freshness {
  const value: unknown = JSON.parse(text);
  const get = (key: string): unknown =>
    typeof value === 'object' && value !== null
      ? Object.getOwnPropertyDescriptor(value, key)?.value
      : undefined;
  const count = (key: string): number => {
    const found = get(key);
    return isCount(found) ? found : 0;
  };
  const digest = get('digest');
  return {
    units: count('units'),
    stale: count('stale'),
    notCollected: count('notCollected'),
    digest: typeof digest === 'string' ? digest : '',
  };
}
