import { describe, expect, it } from 'vitest';
import { figureLine, figureOf } from './figure.js';

const measured = {
  scenario: 'scan',
  value: 1234.5678,
  unit: 'ms',
  floor: 1000,
  target: { of: 'ratio', is: 'at most', bound: 1.6 },
} as const;

describe('a line', () => {
  it('has the keys of the contract first, in their order, and the extras after', () => {
    const line = figureLine(figureOf({ ...measured, extras: { objects: 3 } }));
    expect(line).toBe(
      '{"scenario":"scan","value":1235,"unit":"ms","floor":1000,"ratio":1.235,"target":"ratio <= 1.6","met":true,"objects":3}',
    );
    expect(line).not.toContain('\n');
  });

  it('judges the exact value, not the rounded one', () => {
    const target = { of: 'value', is: 'at most', bound: 500 } as const;
    expect(figureOf({ ...measured, value: 500.001, target })).toMatchObject({ value: 500, met: false });
    expect(figureOf({ ...measured, value: 500, target }).target).toBe('value <= 500 ms');
  });

  it('is missed when a further condition is, and without a floor that its target needs', () => {
    expect(figureOf({ ...measured, alsoMet: false }).met).toBe(false);
    expect(figureOf({ ...measured, floor: null })).toMatchObject({ floor: null, ratio: null, met: false });
    expect(figureOf({ ...measured, target: { of: 'ratio', is: 'at least', bound: 1.5 } }).met).toBe(false);
  });
});
