import { Goodbye_Reason, type Goodbye } from '@plimsoll/link-contract';
import type { Peer } from '@plimsoll/link-server';
import type { Transaction } from '@plimsoll/store';
import { goodbye } from '../plan/answers.js';

interface Standing {
  readonly state: string;
  readonly revoked: boolean | null;
}

/**
 * Whether this agent may open a stream now. The certificate says who it is; the store says whether that still holds.
 * @returns the goodbye for one who may not: retry-after 0, a person has to act
 */
export async function refusePeer(tx: Transaction, peer: Peer): Promise<Goodbye | undefined> {
  const [standing] = await tx.query<Standing>(
    `select c.state, a.revoked_at is not null as revoked
     from clusters c left join agents a using (organization_id, cluster_id)
     where c.organization_id = $1 and c.cluster_id = $2 and a.agent_id = $3`,
    [peer.organizationId, peer.clusterId, peer.agentId],
  );
  if (!standing || standing.revoked)
    return goodbye(
      Goodbye_Reason.REVOKED,
      'this agent is revoked or was never enrolled here; enrol it again',
      0,
    );
  return standing.state === 'active' ? undefined : inactive(standing.state);
}

export function inactive(state: string): Goodbye {
  return goodbye(Goodbye_Reason.ARCHIVED, `the cluster is ${state}; enrol it again to bring it back`, 0);
}
