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
