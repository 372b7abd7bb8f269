import { sourceDefinition } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { UnitLedger, emptyUnit, type UnitSnapshot } from './unit-ledger.js';

const MAX_AGE = sourceDefinition('host/sysctl').freshness.maxAgeSeconds * 1000;
const CONFIRMED = 1_000_000;

const complete: UnitSnapshot = {
  ...emptyUnit('host/sysctl', 'n1'),
  state: 'complete',
  completedAt: CONFIRMED,
  confirmedAt: CONFIRMED,
};

function confirmedAfter(milliseconds: number, unit = complete): UnitLedger {
  const ledger = new UnitLedger(unit, false);
  ledger.confirm(CONFIRMED + milliseconds);
  return ledger;
}

describe('a confirmation', () => {
  it('changes posture from the very instant at which the overlay of time holds', () => {
    expect(confirmedAfter(MAX_AGE - 1).transition).toBe(false);
    expect(confirmedAfter(MAX_AGE).transition).toBe(true);
  });

  it('changes nothing of a source that this version does not know', () => {
    expect(confirmedAfter(MAX_AGE, { ...complete, source: 'host/of-tomorrow' }).transition).toBe(false);
  });

  it('is written at most every 10 s', () => {
    expect(confirmedAfter(9_999).dirty).toBe(false);
    expect(confirmedAfter(10_000).dirty).toBe(true);
  });
});

const reading = (read: number, expected: number | null) => ({ read, expected, elapsedMs: 10, toldAt: 20 });
const begun = () => new UnitLedger(emptyUnit('kube/core/Pod', ''), true);

describe('a list that is being read', () => {
  it('keeps how far a list is until the epoch is complete, and posture does not hear of it', () => {
    const unit = begun();
    unit.reading(reading(1, 5));
    expect(unit.snapshot().reading).toEqual(reading(1, 5));
    unit.reading(reading(5, 5));
    expect([unit.dirty, unit.transition]).toEqual([true, false]);
    expect(unit.snapshot().reading).toEqual(reading(5, 5));
    unit.complete(30);
    expect(unit.snapshot()).toMatchObject({ state: 'complete', reading: null });
  });

  it('takes a last word that comes late for none, and a list that is made again for one', () => {
    const unit = begun();
    unit.complete(30);
    unit.reading(reading(5, 5));
    expect(unit.snapshot().reading).toBeNull();
    unit.reading(reading(0, 0));
    expect(unit.snapshot().reading).toBeNull();
    unit.reading(reading(2, 5));
    expect(unit.snapshot().reading).toEqual(reading(2, 5));
    unit.notCollected('permission');
    expect(unit.snapshot().reading).toBeNull();
  });
});
