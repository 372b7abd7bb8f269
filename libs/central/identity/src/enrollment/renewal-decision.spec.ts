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
  certificateDigest: randomBytes(32),
  notAfterMs: 1_000,
});

const stored = (counter: bigint): StoredJoin => ({
  counter,
  secretHash: sha256(secret),
  publicKeyDigest: key,
  notAfterMs: 1_000,
  answered: null,
});

/** n was answered with n + 1, which nobody used yet. */
const answered = (n: bigint): StoredJoin => ({
  ...stored(n + 1n),
  secretHash: sha256(randomBytes(32)),
  publicKeyDigest: nextKey,
  answered: {
    requestDigest: requestDigest(presented(n)),
    nextPublicKeyDigest: nextKey,
    publicKeyDigest: key,
  },
});

const copy = { kind: 'quarantine' };
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

  it('takes n after n + 1 was used for a copy, and so any state before it', () => {
    const used = { ...answered(4n), answered: null };
    const other = { ...presented(4n), nextPublicKeyDigest: randomBytes(32) };
    expect(decideRenewal(used, other)).toMatchObject(copy);
    for (const state of [used, answered(4n)])
      expect(decideRenewal(state, { ...other, joinState: { counter: 2n, secret } })).toMatchObject(copy);
  });

  it('takes a call that its own repetition overtook for no copy: it holds the key of the answer in use', () => {
    const used = { ...answered(4n), answered: null };
    expect(decideRenewal(used, presented(4n))).toEqual(refused('JOIN_STATE_SPENT'));
  });

  it('refuses a wrong secret, for the present and for the answered state, and raises no alarm', () => {
    const wrong = { ...presented(4n), joinState: { counter: 4n, secret: randomBytes(32) } };
    for (const state of [stored(4n), answered(4n)])
      expect(decideRenewal(state, wrong)).toEqual(refused('JOIN_STATE_WRONG'));
  });

  it('takes another key of this agent with the present or the answered state for a copy', () => {
    const other = { ...presented(4n), publicKeyDigest: randomBytes(32) };
    for (const state of [stored(4n), answered(4n)]) expect(decideRenewal(state, other)).toMatchObject(copy);
  });

  it('does not know the key of an answer that an older version gave: then it only refuses', () => {
    const state = answered(4n);
    const older = { ...state, answered: state.answered && { ...state.answered, publicKeyDigest: null } };
    const other = { ...presented(4n), publicKeyDigest: randomBytes(32) };
    expect(decideRenewal(older, other)).toEqual(refused('JOIN_STATE_WRONG'));
  });

  it('takes a higher counter with a certificate that is not newer for a copy that says so', () => {
    const [older, newer] = [
      { ...presented(5n), publicKeyDigest: randomBytes(32), notAfterMs: 999 },
      { ...presented(5n), publicKeyDigest: randomBytes(32), notAfterMs: 1_001 },
    ];
    expect(decideRenewal(stored(4n), older)).toMatchObject(copy);
    expect(decideRenewal(stored(4n), presented(5n))).toMatchObject(copy); // with the certificate of state 4
    expect(decideRenewal(stored(4n), newer)).toEqual({ kind: 'adopt' });
  });

  it('adopts a higher counter, whatever its key and secret, as far as a backup can be old', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 20n }), fc.bigInt({ min: 1n, max: 2_000n }), (have, by) => {
        const ahead = { ...presented(have + by), publicKeyDigest: randomBytes(32) };
        const wanted = by > 1_000n ? refused('JOIN_STATE_AHEAD') : { kind: 'adopt' };
        expect(decideRenewal(stored(have), ahead)).toEqual(wanted);
      }),
    );
  });

  it('issues for no counter but the stored one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 20n }), fc.bigInt({ min: 0n, max: 40n }), (have, given) => {
        const { kind } = decideRenewal(stored(have), presented(given));
        expect(kind === 'issue').toBe(given === have);
      }),
    );
  });
});
