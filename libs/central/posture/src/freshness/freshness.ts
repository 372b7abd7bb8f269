import { createHash } from 'node:crypto';
import { collectedSources, completeSources, sourceDefinition, staleSet, validUntil } from '@plimsoll/model';
import type { SourceId, StaleSet } from '@plimsoll/model';
import type { Instant } from '../instant.js';
import { freshnessOf } from './partition-unit.js';
import type { PartitionUnit } from './partition-unit.js';

/** Freshness of a cluster's (source, partition) units at one instant, as a posture row keeps it. */
export interface Freshness {
  readonly units: number;
  readonly stale: number;
  readonly notCollected: number;
  /** Of all that the overlay of time depends on: instants with equal digests have the same overlay. '' when all is fresh. */
  readonly digest: string;
}

/** What time says of a cluster at an instant. */
export interface CollectionState {
  readonly freshness: Freshness;
  /** The units that are not fresh. */
  readonly notFresh: readonly PartitionUnit[];
  readonly stale: StaleSet;
  /** Sources with a completed epoch in each of their partitions. */
  readonly complete: ReadonlySet<SourceId>;
  /** Sources with a completed epoch in some partition: one node that was never read does not keep the others fresh. */
  readonly collected: ReadonlySet<SourceId>;
  /** The first later instant at which time alone makes a unit stale; null: none. */
  readonly validUntil: Instant | null;
}

export function collectionAt(units: readonly PartitionUnit[], at: Instant): CollectionState {
  const states = units.map((unit) => ({ unit, state: freshnessOf(unit, at) }));
  const counted = (wanted: string): number => states.filter(({ state }) => state === wanted).length;
  const digest = digestOf(states.filter(({ state }) => state !== 'fresh'));
  return {
    freshness: {
      units: units.length,
      stale: counted('stale'),
      notCollected: counted('not-collected'),
      digest,
    },
    notFresh: states.filter(({ state }) => state !== 'fresh').map(({ unit }) => unit),
    stale: staleSet(units, sourceDefinition, at),
    complete: completeSources(units),
    collected: collectedSources(units),
    validUntil: validUntil(units, sourceDefinition, at),
  };
}

/** '' for none, so that a fresh cluster's rows compare without a hash. */
function digestOf(notFresh: readonly { readonly unit: PartitionUnit; readonly state: string }[]): string {
  if (notFresh.length === 0) return '';
  const names = notFresh.map(({ unit, state }) => `${state}\0${unit.source}\0${unit.partition}`).sort();
  return createHash('sha256').update(names.join('\0')).digest('hex').slice(0, 16);
}

/** What a posture row holds; one written before freshness was kept knows of no units. */
export function parseFreshness(text: string): Freshness {
  const parsed: Partial<Freshness> = JSON.parse(text); // written by evaluation alone
  return { units: 0, stale: 0, notCollected: 0, digest: '', ...parsed };
}
