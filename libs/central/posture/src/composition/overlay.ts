import { verdictAt } from '@plimsoll/engine';
import { isStale, overlay, subjectKey } from '@plimsoll/model';
import type { ControlId, NamespaceTally, NodeSubject, StaleSet, SubjectKey } from '@plimsoll/model';
import type { PostureCatalog } from '../posture-catalog.js';
import type { CollectionState } from '../freshness/freshness.js';

/** The vectors of nodes that have a stale partition, by node. */
export type NodeVectors = ReadonlyMap<string, Uint8Array>;

/** The subject whose facts a node's partition holds; it is cluster-scoped. */
export const nodeSubjectKey = (node: string): SubjectKey =>
  subjectKey({ group: '', kind: 'Node', namespace: '', name: node });

/** The nodes whose vectors {@link applyStale} needs. */
export const staleNodes = (stale: StaleSet): readonly string[] => [
  ...new Set([...stale.nodes.values()].flatMap((nodes) => [...nodes])),
];

type Collected = Pick<CollectionState, 'stale' | 'collected'>;

/** The tallies after the overlay of time (DESIGN section 8). */
export function applyStale(
  tallies: readonly NamespaceTally[],
  collection: Collected,
  vectors: NodeVectors,
  catalog: PostureCatalog,
): readonly NamespaceTally[] {
  const { stale } = collection;
  if (stale.sources.size === 0 && stale.nodes.size === 0) return tallies;
  const nodeSubjects = [...vectors].map(([node, vector]): NodeSubject => ({
    node,
    namespace: '',
    verdictOf: (control) => verdictAt(vector, catalog.placeOf(control) ?? vector.length),
  }));
  const collected = collection.collected.has.bind(collection.collected);
  return overlay(tallies, { stale, sourcesOf: catalog.sourcesOf, nodeSubjects, collected });
}

/** Whether the overlay of time moves a control's verdict on a subject. */
export function stalenessOf(
  collection: Collected,
  catalog: PostureCatalog,
): (control: ControlId, subject: SubjectKey) => boolean {
  const { stale } = collection;
  const nodes = new Map(staleNodes(stale).map((node) => [nodeSubjectKey(node), node]));
  const collected = collection.collected.has.bind(collection.collected);
  const rules = { stale, sourcesOf: catalog.sourcesOf, collected };
  return (control, subject) => isStale(control, nodes.get(subject), rules);
}
