import type { Transaction } from '@plimsoll/store';
import { identityErrors } from '../errors.js';
import type { AgentIdentity } from './agent.js';

/** Whether an agent may do anything at all; the columns that `assertStanding` judges. */
export interface Standing {
  readonly clusterState: string;
  readonly revoked: boolean;
  readonly quarantined: boolean;
}

/** For a query over `agents a join clusters c`. */
export const STANDING_COLUMNS = /* sql */ `
c.state as "clusterState", a.revoked_at is not null as revoked, a.quarantined_at is not null as quarantined`;

const FIND = /* sql */ `
select ${STANDING_COLUMNS} from agents a join clusters c using (organization_id, cluster_id)
 where a.organization_id = $1 and a.cluster_id = $2 and a.agent_id = $3`;

/** @throws AGENT_UNKNOWN, AGENT_REVOKED, AGENT_QUARANTINED, CLUSTER_NOT_ACTIVE */
export function assertStanding<Row extends Standing>(row: Row | undefined): asserts row is Row {
  if (row === undefined) throw identityErrors.error('AGENT_UNKNOWN', 'the centre does not know this agent');
  if (row.quarantined)
    throw identityErrors.error('AGENT_QUARANTINED', 'copies of the state of this agent are in use');
  if (row.revoked) throw identityErrors.error('AGENT_REVOKED', 'the agent was revoked');
  if (row.clusterState !== 'active')
    throw identityErrors.error('CLUSTER_NOT_ACTIVE', `the cluster is ${row.clusterState}`);
}

/** To be asked about a live stream whenever its gateway is woken. @throws as `assertStanding` */
export async function checkStanding(tx: Transaction, agent: AgentIdentity): Promise<void> {
  const [row] = await tx.query<Standing>(FIND, [agent.organizationId, agent.clusterId, agent.agentId]);
  assertStanding(row);
}
