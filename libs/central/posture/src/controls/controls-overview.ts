import type { ClusterId, ControlId, VerdictCounts } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { pointAt } from '../history/resolution.js';
import { inForce, timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';

export interface ControlOverview {
  readonly control: ControlId;
  /** Before the overlay of time. */
  readonly counts: VerdictCounts;
  /** Clusters with at least one subject of it. */
  readonly clusters: number;
}

interface SumRow {
  readonly control: ControlId;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly not_applicable: number;
  readonly waived: number;
  readonly clusters: number;
}

const SUMS = /* sql */ `
select control, sum(pass)::float8 as pass, sum(fail)::float8 as fail, sum(unknown)::float8 as unknown,
       sum(not_applicable)::float8 as not_applicable, sum(waived)::float8 as waived,
       count(distinct cluster_id)::integer as clusters
from tallies t where t.organization_id = $1 and ($2::uuid is null or t.cluster_id = $2::uuid)`;

/** By the partial index `tallies_open`. */
export const CONTROL_SUMS = `${SUMS} and t.closed_at is null group by control`;

/** By the primary key of `tallies`, over the kept history of the cluster or the organization. */
export const CONTROL_SUMS_AT = `${SUMS} and ${inForce('t', '$3')} group by control`;

/** The tallies of every control of the catalogue over the organization or one cluster; zeros mean no subject. */
export async function controlsOverview(
  tx: Transaction,
  catalog: PostureCatalog,
  query: {
    readonly clusterId?: ClusterId | undefined;
    readonly now: Instant;
    readonly asOf?: Instant | undefined;
  },
): Promise<readonly ControlOverview[]> {
  const parameters = [tx.organizationId, query.clusterId ?? null];
  const rows =
    query.asOf === undefined
      ? await tx.query<SumRow>(CONTROL_SUMS, parameters)
      : await tx.query<SumRow>(CONTROL_SUMS_AT, [
          ...parameters,
          timestamp(pointAt(query.now, query.asOf).at),
        ]);
  const sums = new Map(rows.map((row) => [row.control, row]));
  return catalog.controls.map(({ id }) => overviewOf(id, sums.get(id)));
}

function overviewOf(control: ControlId, row: SumRow | undefined): ControlOverview {
  const {
    pass = 0,
    fail = 0,
    unknown = 0,
    not_applicable: notApplicable = 0,
    waived = 0,
    clusters = 0,
  } = row ?? {};
  return { control, clusters, counts: { pass, fail, unknown, notApplicable, waived } };
}
