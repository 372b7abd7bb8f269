import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../tokens/token-text.js';
import { decideRenewal, requestDigest } from './renewal-decision.js';
import type { PresentedJoin, StoredJoin } from './renewal-decision.js';

const [key, nextKey, secret] = [randomBytes(32), randomBytes(32), randomBytes(32)];

const presented = (counter: bigint): PresentedJoin => ({
  joinState: { counter, secret },
  publicKeyDigest: key,
  nextPublicKeyDigest: nextKey,
});

const stored = (counter: bigint): StoredJoin => ({
  counter,
  secretHash: sha256(secret),
  publicKeyDigest: key,
  revoked: false,
  clusterActive: true,
  answered: null,
});

/** n was answered with n + 1, which nobody used yet. */
const answered = (n: bigint): StoredJoin => ({
  ...stored(n + 1n),
  secretHash: sha256(randomBytes(32)),
  publicKeyDigest: nextKey,
  answered: { requestDigest: requestDigest(presented(n)), nextPublicKeyDigest: nextKey },
});

const refused = (code: string) => ({ kind: 'refuse', code });

describe('a renewal', () => {
  it('gives n + 1 for n', () => expect(decideRenewal(stored(4n), presented(4n))).toEqual({ kind: 'issue' }));

  it('repeats its answer until the new state was used', () => {
    expect(decideRenewal(answered(4n), presented(4n))).toEqual({ kind: 'repeat' });
  });

  it('signs another key of an agent that lost the one of the answer', () => {
    const lost = { ...presented(4n), nextPublicKeyDigest: randomBytes(32) };
    expect(decideRenewal(answered(4n), lost)).toEqual({ kind: 'reissue' });
  });

  it('refuses n after n + 1 was used', () => {
    expect(decideRenewal({ ...answered(4n), answered: null }, presented(4n))).toEqual(
      refused('JOIN_STATE_REPLAYED'),
    );
  });

  it('refuses a wrong secret and a wrong key, for the present and for the answered state', () => {
    for (const state of [stored(4n), answered(4n)]) {
      const secretWrong = { ...presented(4n), joinState: { counter: 4n, secret: randomBytes(32) } };
      const keyWrong = { ...presented(4n), publicKeyDigest: randomBytes(32) };
      expect(decideRenewal(state, secretWrong)).toEqual(refused('JOIN_STATE_WRONG'));
      expect(decideRenewal(state, keyWrong)).toEqual(refused('JOIN_STATE_WRONG'));
    }
  });

  it('refuses who was revoked and an inactive cluster, whatever is presented', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9n }), (counter) => {
        const revoked = { ...answered(4n), revoked: true };
        expect(decideRenewal(revoked, presented(counter))).toEqual(refused('AGENT_REVOKED'));
        const archived = { ...answered(4n), clusterActive: false };
        expect(decideRenewal(archived, presented(counter))).toEqual(refused('CLUSTER_NOT_ACTIVE'));
      }),
    );
  });

  it('never issues for a counter that is not the stored one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 20n }), fc.bigInt({ min: 0n, max: 40n }), (have, given) => {
        const decision = decideRenewal(stored(have), presented(given));
        const wanted = given > have ? refused('JOIN_STATE_AHEAD') : refused('JOIN_STATE_REPLAYED');
        expect(decision).toEqual(given === have ? { kind: 'issue' } : wanted);
      }),
    );
  });
});
