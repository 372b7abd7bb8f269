import type { SourceDefinition, SourceId } from '../sources/registry.js';

/** What is known of one (source, partition), times in milliseconds since the epoch. */
export interface PartitionState {
  readonly source: SourceId;
  /** '' or one node's name. */
  readonly partition: string;
  readonly state: 'syncing' | 'complete' | 'not-collected';
  /** The last epoch that closed with a root; null when none ever did. */
  readonly completedAt: number | null;
  /** The last epoch or heartbeat that confirmed it. */
  readonly confirmedAt: number | null;
}

/**
 * The first instant at which a partition is stale: its last confirmation plus the source's maxAge. -Infinity, stale
 * from ever, when its last epoch ended not-collected or nothing ever confirmed it.
 */
export function staleAt(
  partition: Pick<PartitionState, 'state' | 'confirmedAt'>,
  { freshness }: Pick<SourceDefinition, 'freshness'>,
): number {
  if (partition.state === 'not-collected' || partition.confirmedAt === null) return -Infinity;
  return partition.confirmedAt + freshness.maxAgeSeconds * 1000;
}

/** Whether it is stale at `instant`: from {@link staleAt} on, that instant included. The one law for all who ask. */
export const isPartitionStale = (
  partition: Pick<PartitionState, 'state' | 'confirmedAt'>,
  definition: Pick<SourceDefinition, 'freshness'>,
  instant: number,
): boolean => staleAt(partition, definition) <= instant;

/** What is stale at an instant. */
export interface StaleSet {
  /** Sources with a single partition. */
  readonly sources: ReadonlySet<SourceId>;
  /** Sources partitioned by node -> the nodes of which they are stale. */
  readonly nodes: ReadonlyMap<SourceId, ReadonlySet<string>>;
}

/** The partitions that are stale at `instant`, by {@link isPartitionStale}. */
export function staleSet(
  partitions: readonly PartitionState[],
  definitionOf: (source: SourceId) => SourceDefinition,
  instant: number,
): StaleSet {
  const sources = new Set<SourceId>();
  const nodes = new Map<SourceId, Set<string>>();
  for (const partition of partitions) {
    const definition = definitionOf(partition.source);
    if (!isPartitionStale(partition, definition, instant)) continue;
    if (definition.partitioned === 'single') sources.add(partition.source);
    else nodes.set(partition.source, (nodes.get(partition.source) ?? new Set()).add(partition.partition));
  }
  return { sources, nodes };
}

/**
 * The first instant after `now` at which time alone changes posture, over the partitions of sources that matter to it;
 * null when there is none.
 */
export function validUntil(
  partitions: readonly PartitionState[],
  definitionOf: (source: SourceId) => SourceDefinition,
  now: number,
  matters: (source: SourceId) => boolean = () => true,
): number | null {
  const instants = partitions
    .filter((partition) => matters(partition.source))
    .map((partition) => staleAt(partition, definitionOf(partition.source)))
    .filter((instant) => instant > now);
  return instants.length === 0 ? null : Math.min(...instants);
}

/** The sources of which some partition has ever completed an epoch: what they gave may be old; of others it is missing. */
export function collectedSources(partitions: readonly PartitionState[]): ReadonlySet<SourceId> {
  return new Set(partitions.filter(({ completedAt }) => completedAt !== null).map(({ source }) => source));
}

/**
 * The sources of which every partition that is known has completed an epoch, at least one. A source that lost its
 * permission since is among them: its facts are old, which the overlay shows.
 */
export function completeSources(partitions: readonly PartitionState[]): ReadonlySet<SourceId> {
  const open = new Set(
    partitions.filter(({ completedAt }) => completedAt === null).map(({ source }) => source),
  );
  return new Set(partitions.map(({ source }) => source).filter((source) => !open.has(source)));
}
