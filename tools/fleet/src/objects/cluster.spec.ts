import { describe, expect, it } from 'vitest';
import { generateObjects } from './cluster.js';
import { CAREFUL, CARELESS, ORDINARY, type Habits } from './habits.js';

const generate = (seed: number, objects: number, habits: Habits = ORDINARY) => [
  ...generateObjects({ seed, objects, habits }),
];
const text = (habits: Habits): string => JSON.stringify(generate(1, 500, habits));

describe('a generated cluster', () => {
  it('is the same for the same seed and another for another', () => {
    expect(generate(7, 200)).toEqual(generate(7, 200));
    expect(generate(7, 200)).not.toEqual(generate(8, 200));
  });

  it('has as many objects as asked for, each identified and none twice', () => {
    for (const objects of [10, 99, 1000]) {
      const made = generate(3, objects);
      expect(made).toHaveLength(objects);
      const keys = made.map((object) =>
        JSON.stringify([
          object['apiVersion'],
          object['kind'],
          (object['metadata'] as { name: string; namespace?: string }).namespace,
          (object['metadata'] as { name: string }).name,
        ]),
      );
      expect(new Set(keys).size).toBe(objects);
    }
  });

  it('mixes kinds at a realistic size', () => {
    const made = generate(5, 2000);
    expect(new Set(made.map(({ kind }) => kind)).size).toBeGreaterThan(10);
    const bytes = JSON.stringify(made).length / made.length;
    expect(bytes).toBeGreaterThan(2000);
    expect(bytes).toBeLessThan(4000);
  });

  it('is as careful as its people', () => {
    const privileged = (habits: Habits): number => text(habits).split('"privileged":true').length;
    expect(privileged(CARELESS)).toBeGreaterThan(privileged(ORDINARY));
    expect(privileged(ORDINARY)).toBeGreaterThanOrEqual(privileged(CAREFUL));
  });
});
