import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NonceKeeper } from './nonce-keeper.js';

const at = (start: number) => {
  let now = start;
  return { now: () => now, pass: (ms: number) => (now += ms) };
};
const invalid = expect.objectContaining({ code: 'LINK_NONCE_INVALID' });

describe('a nonce', () => {
  it('is good once', () => {
    const nonces = new NonceKeeper(at(1_000_000));
    const nonce = nonces.issue();
    expect(nonce).toHaveLength(32);
    nonces.spend(nonce);
    expect(() => nonces.spend(nonce)).toThrow(invalid);
  });

  it('is good for 60 seconds', () => {
    const clock = at(1_000_000);
    const nonces = new NonceKeeper(clock);
    const [early, late] = [nonces.issue(), nonces.issue()];
    clock.pass(60_000);
    nonces.spend(early);
    clock.pass(1);
    expect(() => nonces.spend(late)).toThrow(invalid);
  });

  it('is refused when changed, made up, or of another key', () => {
    const nonces = new NonceKeeper(at(1_000_000));
    fc.assert(
      fc.property(fc.nat(31), fc.integer({ min: 1, max: 255 }), (index, mask) => {
        const nonce = Buffer.from(nonces.issue());
        nonce.writeUInt8(nonce.readUInt8(index) ^ mask, index);
        expect(() => nonces.spend(nonce)).toThrow(invalid);
      }),
    );
    expect(() => nonces.spend(new Uint8Array(31))).toThrow(invalid);
    expect(() => nonces.spend(new NonceKeeper(at(1_000_000)).issue())).toThrow(invalid);
  });

  it('of one gateway is good at another with the same key', () => {
    const key = new Uint8Array(32).fill(7);
    const nonce = new NonceKeeper(at(1_000_000), key).issue();
    expect(() => new NonceKeeper(at(1_000_000), key).spend(nonce)).not.toThrow();
  });

  it('is remembered in bounded memory', () => {
    const clock = at(1_000_000);
    const nonces = new NonceKeeper(clock, undefined, 2);
    for (let spent = 0; spent < 2; spent++) nonces.spend(nonces.issue());
    expect(() => nonces.spend(nonces.issue())).toThrow(expect.objectContaining({ code: 'LINK_BUSY' }));
    clock.pass(60_001);
    nonces.spend(nonces.issue());
  });
});
