import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import type { AgentIdentity } from './agent.js';

interface Row {
  readonly state: string;
  readonly revoked: boolean;
  readonly present: boolean;
  readonly previous: boolean;
  readonly unused: boolean;
}

const FIND = /* sql */ `
select c.state, a.revoked_at is not null as revoked, a.certificate = $4 as present,
       coalesce(a.previous_certificate = $4, false) as previous, a.renewal_request is not null as unused
  from agents a join clusters c using (organization_id, cluster_id)
 where a.organization_id = $1 and a.cluster_id = $2 and a.agent_id = $3`;

const USED = /* sql */ `
update agents set previous_certificate = null, renewal_request = null, renewal_response = null
 where organization_id = $1 and cluster_id = $2 and agent_id = $3 and certificate = $4`;

/**
 * To be asked whenever a stream opens, with the fingerprint (SHA-256, hex) of its verified certificate. The certificate
 * before the last is good until the last one has opened a stream; that is the use of its join state.
 * @throws AGENT_UNKNOWN, AGENT_REVOKED, CLUSTER_NOT_ACTIVE, CERTIFICATE_SUPERSEDED
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
    if (row === undefined) throw identityErrors.error('AGENT_UNKNOWN', 'the centre does not know this agent');
    if (row.revoked) throw identityErrors.error('AGENT_REVOKED', 'the agent was revoked');
    if (row.state !== 'active')
      throw identityErrors.error('CLUSTER_NOT_ACTIVE', `the cluster is ${row.state}`);
    if (!row.present && !row.previous) {
      throw identityErrors.error(
        'CERTIFICATE_SUPERSEDED',
        'the certificate was replaced by one that is in use',
      );
    }
    if (row.present && row.unused) await tx.query(USED, key);
  });
}
