import { NO_COUNTS, addCounts } from '@plimsoll/model';
import type { ControlId, VerdictCounts } from '@plimsoll/model';

/** One row of `tallies`: the subjects of a control in a namespace; '' holds cluster-scoped subjects only. */
export interface Tally {
  readonly namespace: string;
  readonly control: ControlId;
  readonly counts: VerdictCounts;
}

/** Counts per control, of one namespace or a whole cluster. */
export type ControlCounts = ReadonlyMap<ControlId, VerdictCounts>;

/** Counts of every namespace and, apart from them, of the whole cluster: the sum over its rows. */
export interface ClusterCounts {
  readonly cluster: ControlCounts;
  readonly namespaces: ReadonlyMap<string, ControlCounts>;
}

export function sumTallies(tallies: Iterable<Tally>): ClusterCounts {
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

function count(into: Map<ControlId, VerdictCounts>, { control, counts }: Tally): void {
  into.set(control, addCounts(into.get(control) ?? NO_COUNTS, counts));
}
