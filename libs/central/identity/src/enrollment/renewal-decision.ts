import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../tokens/token-text.js';
import type { JoinState } from './agent.js';

/** What the store knows of an agent that may renew at all. */
export interface StoredJoin {
  readonly counter: bigint;
  readonly secretHash: Uint8Array;
  /** SHA-256 of the SubjectPublicKeyInfo of the certificate issued last. */
  readonly publicKeyDigest: Uint8Array;
  /** When that certificate expires. */
  readonly notAfterMs: number;
  /** Of the renewal answered last, while the state that it gave was not used; else null. */
  readonly answered: AnsweredRenewal | null;
}

export interface AnsweredRenewal {
  readonly requestDigest: Uint8Array;
  readonly nextPublicKeyDigest: Uint8Array;
  /** Of the key that asked; null where an older version of the centre has answered. */
  readonly publicKeyDigest: Uint8Array | null;
}

/**
 * What the agent presents. Proved before: the certificate is of our CA and names this agent, the caller holds its key,
 * and that of the next one.
 */
export interface PresentedJoin {
  readonly joinState: JoinState;
  readonly publicKeyDigest: Uint8Array;
  /** Of the key for which the next certificate is wanted. */
  readonly nextPublicKeyDigest: Uint8Array;
  /** SHA-256 of the present certificate. */
  readonly certificateDigest: Uint8Array;
  /** When the present certificate expires or has expired. */
  readonly notAfterMs: number;
}

export type RenewalRefusal = 'JOIN_STATE_WRONG' | 'JOIN_STATE_SPENT' | 'JOIN_STATE_AHEAD';

export type RenewalDecision =
  /** Give state n + 1. */
  | { readonly kind: 'issue' }
  /** Give what was given before. */
  | { readonly kind: 'repeat' }
  /** As repeat, but the agent lost the key of the answer with it: sign its new one, with a new secret of n + 1. */
  | { readonly kind: 'reissue' }
  /** The store is older than the agent, for a backup was restored: go on from what the agent presents. */
  | { readonly kind: 'adopt' }
  /** Two hold the identity of one agent. */
  | { readonly kind: 'quarantine'; readonly reason: string }
  | { readonly kind: 'refuse'; readonly code: RenewalRefusal };

/**
 * Nobody renews more often within the 30 days for which an expired certificate is good, however old the backup: beyond
 * it a counter is no history but an attempt to use up the numbers.
 */
const FARTHEST_AHEAD = 1_000n;

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

const refuse = (code: RenewalRefusal): RenewalDecision => ({ kind: 'refuse', code });

const quarantine = (reason: string): RenewalDecision => ({ kind: 'quarantine', reason });

/** Names a renewal: who presents the same state with the same key again asks the same. */
export function requestDigest(presented: PresentedJoin): Uint8Array {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt.asUintN(64, presented.joinState.counter));
  return sha256(Buffer.concat([counter, sha256(presented.joinState.secret), presented.publicKeyDigest]));
}

function again(answered: AnsweredRenewal, presented: PresentedJoin): RenewalDecision {
  if (equal(answered.requestDigest, requestDigest(presented))) {
    const sameKey = equal(answered.nextPublicKeyDigest, presented.nextPublicKeyDigest);
    return { kind: sameKey ? 'repeat' : 'reissue' };
  }
  const { publicKeyDigest } = answered;
  if (publicKeyDigest === null || equal(publicKeyDigest, presented.publicKeyDigest))
    return refuse('JOIN_STATE_WRONG');
  return quarantine(`join state ${presented.joinState.counter} was presented with two different keys`);
}

function past(stored: StoredJoin, presented: PresentedJoin): RenewalDecision {
  // A call that was under way while its repetition was answered, and that answer used: who holds the key of that answer
  // is no copy of a state that was before it.
  if (equal(stored.publicKeyDigest, presented.nextPublicKeyDigest)) return refuse('JOIN_STATE_SPENT');
  return quarantine(
    `join state ${presented.joinState.counter} was presented after ${stored.counter} was in use`,
  );
}

/**
 * Only a store that is older than the agent does not know its state, and then the agent's certificate is newer than any
 * that the store knows. The counter alone is what anybody says who has an old state.
 */
function ahead(stored: StoredJoin, presented: PresentedJoin): RenewalDecision {
  const { counter } = presented.joinState;
  const isNewer =
    presented.notAfterMs >= stored.notAfterMs && !equal(presented.publicKeyDigest, stored.publicKeyDigest);
  if (!isNewer)
    return quarantine(
      `join state ${counter}, ahead of ${stored.counter}, was presented with a certificate that is not newer`,
    );
  return counter > stored.counter + FARTHEST_AHEAD ? refuse('JOIN_STATE_AHEAD') : { kind: 'adopt' };
}

function present(stored: StoredJoin, presented: PresentedJoin): RenewalDecision {
  if (!equal(presented.publicKeyDigest, stored.publicKeyDigest))
    return quarantine(`join state ${stored.counter} was presented with a key that it was not given to`);
  return equal(sha256(presented.joinState.secret), stored.secretHash)
    ? { kind: 'issue' }
    : refuse('JOIN_STATE_WRONG');
}

/**
 * DESIGN section 6, renewal: n is answered with n + 1; n again, before n + 1 was used, with the same answer; n after
 * that is a copy. So is a certificate of the agent whose key is not the one that the state was given to. A higher
 * state is adopted, with a certificate that is newer than the known one. A wrong secret with the right key is a damaged state and no alarm.
 */
export function decideRenewal(stored: StoredJoin, presented: PresentedJoin): RenewalDecision {
  const { counter } = presented.joinState;
  if (counter > stored.counter) return ahead(stored, presented);
  if (counter === stored.counter) return present(stored, presented);
  if (counter === stored.counter - 1n && stored.answered !== null) return again(stored.answered, presented);
  return past(stored, presented);
}
