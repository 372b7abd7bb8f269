import { expect, it } from 'vitest';
import { Turns } from './turns.js';

/** Keeps the loop until a turn is over. */
function exhaust(turns: Turns): Promise<void> {
  for (;;) {
    const due = turns.due();
    if (due !== undefined) return due;
  }
}

it('lets the others go on after some milliseconds, and everybody waits for the same turn', async () => {
  let [begun, others] = [0, 0];
  const turns = new Turns(() => (begun += 1));
  const due = exhaust(turns);
  expect(turns.due()).toBe(due);
  setImmediate(() => (others += 1));
  await due;
  expect(begun).toBe(1);
  expect(turns.due()).toBeUndefined();
  await exhaust(turns);
  expect([begun, others]).toEqual([2, 1]);
});
