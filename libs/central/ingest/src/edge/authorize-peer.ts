import { isPlimsollError } from '@plimsoll/errors';
import { admitAgent } from '@plimsoll/identity';
import { Goodbye_Reason, type Goodbye } from '@plimsoll/link-contract';
import type { Peer } from '@plimsoll/link-server';
import type { Store } from '@plimsoll/store';
import { goodbye } from '../plan/answers.js';

/** What identity refuses for good; everything else (the store is away) ends the stream as it is. */
const REASONS: Readonly<Record<string, Goodbye['reason']>> = {
  AGENT_UNKNOWN: Goodbye_Reason.REVOKED,
  AGENT_REVOKED: Goodbye_Reason.REVOKED,
  CERTIFICATE_SUPERSEDED: Goodbye_Reason.REVOKED,
  CLUSTER_NOT_ACTIVE: Goodbye_Reason.ARCHIVED,
};

/**
 * Whether this agent may open a stream now. The certificate says who it is; identity says whether that still holds,
 * and takes the opening as the first use of a renewed certificate.
 * @returns the goodbye for one who may not: retry-after 0, a person has to act
 */
export async function refusePeer(store: Store, peer: Peer): Promise<Goodbye | undefined> {
  try {
    await admitAgent({ store }, peer, peer.certificateFingerprint);
    return undefined;
  } catch (error) {
    const reason = isPlimsollError(error) ? REASONS[error.code] : undefined;
    if (!isPlimsollError(error) || reason === undefined) throw error;
    return goodbye(reason, `${error.code}: ${error.message}`, 0);
  }
}

/** The directory row is not active any more, or gone with its cluster. */
export function inactive(): Goodbye {
  return goodbye(
    Goodbye_Reason.ARCHIVED,
    'the cluster was archived or deleted; enrol it again to bring it back',
    0,
  );
}
