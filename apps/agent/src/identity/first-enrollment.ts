import type { AgentStates } from '@plimsoll/agent-runtime';
import { isPlimsollError } from '@plimsoll/errors';
import { enroll } from '@plimsoll/link-client';
import { readClusterUid, type KubeClient } from '@plimsoll/probes/kube';
import { systemClock, type Logger } from '@plimsoll/runtime';
import type { AgentConfiguration } from '../configuration.js';
import { agentErrors } from '../errors.js';
import { AGENT_VERSION } from '../version.js';
import type { Environment } from './kube-target.js';

type Way = Pick<AgentConfiguration, 'centre' | 'caPin' | 'token' | 'clusterName' | 'role'>;

export interface FirstEnrollment {
  readonly configuration: Way;
  readonly states: AgentStates;
  /** Shows that the identity can be kept: a token is good for one use. */
  readonly tryWrite: () => Promise<void>;
  readonly client: () => Promise<KubeClient>;
  readonly environment: Environment;
  readonly logger: Logger;
}

const MISSING: ReadonlySet<string> = new Set(['LINK_STATE_MISSING', 'AGENT_STATE_SECRET_EMPTY']);

/**
 * Enrols the cluster where there is a token and no identity yet; with an identity the token is nothing any more.
 * @throws AGENT_ENROLLMENT_INCOMPLETE, CLUSTER_UNIDENTIFIED, the codes of enrolment and of the states
 */
export async function enrollOnce(first: FirstEnrollment): Promise<void> {
  const { states, configuration, logger } = first;
  if (configuration.token === undefined) return;
  try {
    await states.read();
  } catch (error) {
    if (!isPlimsollError(error) || !MISSING.has(error.code)) throw error;
    const { clusterId, cluster } = await enrolled(first);
    logger.info({ clusterId, cluster: cluster.name }, 'enrolled at the centre');
  }
}

async function enrolled({ configuration, states, tryWrite, client, environment, logger }: FirstEnrollment) {
  const { address, caPin, token, name } = wanted(configuration);
  const uid = await readClusterUid(await client());
  if (!uid)
    throw agentErrors.error('CLUSTER_UNIDENTIFIED', 'the cluster has no Namespace kube-system with a uid');
  await tryWrite();
  const state = await enroll({
    address,
    caPin,
    token,
    cluster: { kind: 'kubernetes', uid, name },
    agentVersion: AGENT_VERSION,
    clock: systemClock,
    logger,
    environment,
  });
  await states.write(state);
  return state;
}

function wanted({ centre, caPin, token, clusterName, role }: Way) {
  const incomplete = (what: string): Error =>
    agentErrors.error('AGENT_ENROLLMENT_INCOMPLETE', `AGENT_TOKEN is set, but ${what}`);
  if (role !== 'cluster') throw incomplete('only the role cluster enrols itself');
  if (centre === undefined || caPin === undefined || token === undefined)
    throw incomplete('not both AGENT_CENTRE and AGENT_CA_PIN');
  return { address: centre, caPin, token: token.trim(), name: clusterName ?? 'kubernetes' };
}
