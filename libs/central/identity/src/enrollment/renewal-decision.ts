import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../tokens/token-text.js';
import type { JoinState } from './agent.js';

/** What the store knows of an agent. */
export interface StoredJoin {
  readonly counter: bigint;
  readonly secretHash: Uint8Array;
  /** SHA-256 of the SubjectPublicKeyInfo of the certificate issued last. */
  readonly publicKeyDigest: Uint8Array;
  readonly revoked: boolean;
  readonly clusterActive: boolean;
  /** Of the renewal answered last, while the state that it gave was not used; else null. */
  readonly answered: { readonly requestDigest: Uint8Array; readonly nextPublicKeyDigest: Uint8Array } | null;
}

/** What the agent presents; that it holds the key of `publicKeyDigest` was proved before. */
export interface PresentedJoin {
  readonly joinState: JoinState;
  readonly publicKeyDigest: Uint8Array;
  /** Of the key for which the next certificate is wanted. */
  readonly nextPublicKeyDigest: Uint8Array;
}

export type RenewalRefusal =
  'AGENT_REVOKED' | 'CLUSTER_NOT_ACTIVE' | 'JOIN_STATE_WRONG' | 'JOIN_STATE_REPLAYED' | 'JOIN_STATE_AHEAD';

export type RenewalDecision =
  /** Give state n + 1. */
  | { readonly kind: 'issue' }
  /** Give what was given before. */
  | { readonly kind: 'repeat' }
  /** As repeat, but the agent lost the key of the answer with it: sign its new one, with a new secret of n + 1. */
  | { readonly kind: 'reissue' }
  | { readonly kind: 'refuse'; readonly code: RenewalRefusal };

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

const refuse = (code: RenewalRefusal): RenewalDecision => ({ kind: 'refuse', code });

/** Names a renewal: who presents the same state with the same key again asks the same. */
export function requestDigest(presented: PresentedJoin): Uint8Array {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt.asUintN(64, presented.joinState.counter));
  return sha256(Buffer.concat([counter, sha256(presented.joinState.secret), presented.publicKeyDigest]));
}

function previous(stored: StoredJoin, presented: PresentedJoin): RenewalDecision {
  if (stored.answered === null) return refuse('JOIN_STATE_REPLAYED');
  if (!equal(stored.answered.requestDigest, requestDigest(presented))) return refuse('JOIN_STATE_WRONG');
  return equal(stored.answered.nextPublicKeyDigest, presented.nextPublicKeyDigest)
    ? { kind: 'repeat' }
    : { kind: 'reissue' };
}

/**
 * DESIGN section 6, renewal: n is answered with n + 1; n again, before n + 1 was used, with the same answer; n after
 * that is refused as a copy; a wrong secret or key, a higher counter and whoever was revoked are refused.
 */
export function decideRenewal(stored: StoredJoin, presented: PresentedJoin): RenewalDecision {
  const { counter, secret } = presented.joinState;
  if (stored.revoked) return refuse('AGENT_REVOKED');
  if (!stored.clusterActive) return refuse('CLUSTER_NOT_ACTIVE');
  if (counter > stored.counter) return refuse('JOIN_STATE_AHEAD');
  if (counter === stored.counter - 1n) return previous(stored, presented);
  if (counter < stored.counter) return refuse('JOIN_STATE_REPLAYED');
  const secretFits = equal(sha256(secret), stored.secretHash);
  const keyFits = equal(presented.publicKeyDigest, stored.publicKeyDigest);
  return secretFits && keyFits ? { kind: 'issue' } : refuse('JOIN_STATE_WRONG');
}
