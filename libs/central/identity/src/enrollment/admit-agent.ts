import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import type { AgentIdentity } from './agent.js';
import { assertStanding, STANDING_COLUMNS } from './standing.js';
import type { Standing } from './standing.js';

interface Row extends Standing {
  readonly present: boolean;
  readonly previous: boolean;
  readonly unused: boolean;
}

const FIND = /* sql */ `
select ${STANDING_COLUMNS}, a.certificate = $4 as present,
       coalesce(a.previous_certificate = $4, false) as previous, a.renewal_request is not null as unused
  from agents a join clusters c using (organization_id, cluster_id)
 where a.organization_id = $1 and a.cluster_id = $2 and a.agent_id = $3`;

const USED = /* sql */ `
update agents set previous_certificate = null, renewal_request = null, renewal_response = null, renewal_key = null
 where organization_id = $1 and cluster_id = $2 and agent_id = $3 and certificate = $4`;

/**
 * To be asked whenever a stream opens, with the fingerprint (SHA-256, hex) of its verified certificate. The certificate
 * before the last is good until the last one has opened a stream; that is the use of its join state. Of any other
 * certificate the centre cannot say whether it is older or (a restored database) newer than what it knows, so it is
 * neither admitted nor judged here: the agent is to renew, and the join state that it then presents tells.
 * @throws AGENT_UNKNOWN, AGENT_REVOKED, AGENT_QUARANTINED, CLUSTER_NOT_ACTIVE, CERTIFICATE_NOT_CURRENT
 */
export async function admitAgent(
  context: Pick<IdentityContext, 'store'>,
  agent: AgentIdentity,
  certificateFingerprint: string,
): Promise<void> {
  const key = [
    agent.organizationId,
    agent.clusterId,
    agent.agentId,
    Buffer.from(certificateFingerprint, 'hex'),
  ];
  await context.store.transaction(agent.organizationId, async (tx) => {
    const [row] = await tx.query<Row>(FIND, key);
    assertStanding(row);
    if (!row.present && !row.previous) {
      throw identityErrors.error(
        'CERTIFICATE_NOT_CURRENT',
        'the certificate is neither the one that was issued last nor the one before it',
      );
    }
    if (row.present && row.unused) await tx.query(USED, key);
  });
}
