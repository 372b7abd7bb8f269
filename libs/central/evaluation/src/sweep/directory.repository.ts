import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { timestamp } from '@plimsoll/posture';
import type { Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';

export interface SweptCluster {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
  readonly state: 'active' | 'deleting';
  /** Facts, catalogue, dirty subjects or time are ahead of what was evaluated. */
  readonly behind: boolean;
}

/** One pass over `directory`, which holds a row a cluster and nothing large. */
export const SWEPT = /* sql */ `
select organization_id as "organizationId", cluster_id as "clusterId", state,
       dirty or covered_generation < generation or covered_ordinal < $1 or coalesce(valid_until <= $2::timestamptz, false)
         as behind
from directory where state in ('active', 'deleting')
order by organization_id, cluster_id`;

export const sweptClusters = (tx: Transaction, ordinal: number, until: Instant): Promise<SweptCluster[]> =>
  tx.query(SWEPT, [ordinal, timestamp(until)]);
