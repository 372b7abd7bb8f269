import { isPlimsollError, type PlimsollError } from '@plimsoll/errors';
import { admitAgent, checkStanding } from '@plimsoll/identity';
import { Goodbye_Reason, type Goodbye } from '@plimsoll/link-contract';
import type { Peer } from '@plimsoll/link-server';
import type { Store, Transaction } from '@plimsoll/store';
import { goodbye } from '../plan/answers.js';

/** What identity refuses for good; everything else (the store is away) ends the stream as it is. */
const REASONS: Readonly<Record<string, Goodbye['reason']>> = {
  AGENT_UNKNOWN: Goodbye_Reason.REVOKED,
  AGENT_REVOKED: Goodbye_Reason.REVOKED,
  AGENT_QUARANTINED: Goodbye_Reason.REVOKED,
  CLUSTER_NOT_ACTIVE: Goodbye_Reason.ARCHIVED,
};

/** Agents that a restored database does not know come all at once: each is told another time. Milliseconds. */
const RENEW_AFTER = { min: 500, max: 5_000 };

/**
 * Whether this agent may open a stream now. The certificate says who it is; identity says whether that still holds,
 * and takes the opening as the first use of a renewed certificate.
 * @returns the goodbye for one who may not: retry-after 0, a person has to act; RENEWED: renew, then come back
 */
export async function refusePeer(
  store: Store,
  peer: Peer,
  random: () => number,
): Promise<Goodbye | undefined> {
  try {
    await admitAgent({ store }, peer, peer.certificateFingerprint);
    return undefined;
  } catch (error) {
    if (!isPlimsollError(error)) throw error;
    const afterMs = RENEW_AFTER.min + Math.round((RENEW_AFTER.max - RENEW_AFTER.min) * random());
    if (error.code === 'CERTIFICATE_NOT_CURRENT') return said(Goodbye_Reason.RENEWED, error, afterMs);
    return final(error);
  }
}

/** Asked when the gateway is woken: whether a live stream has to end since its agent was shut out meanwhile. */
export async function refuseStanding(tx: Transaction, peer: Peer): Promise<Goodbye | undefined> {
  try {
    await checkStanding(tx, peer);
    return undefined;
  } catch (error) {
    if (!isPlimsollError(error)) throw error;
    return final(error);
  }
}

function final(error: PlimsollError): Goodbye {
  const reason = REASONS[error.code];
  if (reason === undefined) throw error;
  return said(reason, error, 0);
}

const said = (reason: Goodbye['reason'], error: PlimsollError, afterMs: number): Goodbye =>
  goodbye(reason, `${error.code}: ${error.message}. ${error.hint}`, afterMs);

/** The directory row is not active any more, or gone with its cluster. */
export function inactive(): Goodbye {
  return goodbye(
    Goodbye_Reason.ARCHIVED,
    'the cluster was archived or deleted; enrol it again to bring it back',
    0,
  );
}
