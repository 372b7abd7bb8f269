import { expect, it } from 'vitest';
import { interleaved } from './interleaved.js';

it('measures floor and thing in turn, and leaves the first pair out where asked', async () => {
  const order: string[] = [];
  const next = (name: string) => async () => order.push(name);
  const pairs = await interleaved(2, { floor: next('floor'), value: next('value') }, true);
  expect(order).toEqual(['floor', 'value', 'floor', 'value', 'floor', 'value']);
  expect(pairs).toEqual({ floors: [3, 5], values: [4, 6] });
});
