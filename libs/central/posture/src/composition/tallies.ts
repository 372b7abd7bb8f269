import { NO_COUNTS, addCounts } from '@plimsoll/model';
import type { ControlId, NamespaceTally, VerdictCounts } from '@plimsoll/model';

/** Counts per control, of one namespace or a whole cluster. */
export type ControlCounts = ReadonlyMap<ControlId, VerdictCounts>;

/** Counts of every namespace and, apart from them, of the whole cluster: the sum over its rows. */
export interface ClusterCounts {
  readonly cluster: ControlCounts;
  readonly namespaces: ReadonlyMap<string, ControlCounts>;
}

/** '' holds cluster-scoped subjects only, so it is a part of the cluster and no namespace. */
export function sumTallies(tallies: Iterable<NamespaceTally>): ClusterCounts {
  const cluster = new Map<ControlId, VerdictCounts>();
  const namespaces = new Map<string, Map<ControlId, VerdictCounts>>();
  for (const tally of tallies) {
    count(cluster, tally);
    if (tally.namespace === '') continue;
    const own = namespaces.get(tally.namespace) ?? new Map<ControlId, VerdictCounts>();
    namespaces.set(tally.namespace, own);
    count(own, tally);
  }
  return { cluster, namespaces };
}

function count(into: Map<ControlId, VerdictCounts>, { control, counts }: NamespaceTally): void {
  into.set(control, addCounts(into.get(control) ?? NO_COUNTS, counts));
}
