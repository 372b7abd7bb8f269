import { expect, it } from 'vitest';
import { ListCount } from './list-count.js';

function counted() {
  const told: string[] = [];
  const count = new ListCount((read, expected) => void told.push(`${read} of ${expected ?? '?'}`));
  const objects = (number: number) => Array.from({ length: number }).forEach(() => count.object());
  return { told, count, objects };
}
const never = (error: unknown): void => expect.unreachable(String(error));

it('a streamed list is told with the length that was asked for beside it', async () => {
  const { told, count, objects } = counted();
  objects(150);
  count.ask(async () => 220, never);
  await Promise.resolve();
  await Promise.resolve();
  objects(60);
  count.end();
  objects(100);
  expect(told).toEqual(['100 of ?', '150 of 220', '200 of 220', '210 of 210']);
});

it('a chunked list tells it by itself', () => {
  const { told, count } = counted();
  count.page(500, 40);
  count.page(540, undefined);
  count.end();
  expect(told).toEqual(['500 of 540', '540 of 540', '540 of 540']);
});

it('a list that outgrows its estimate is never more than whole, and a late answer is none', async () => {
  const { told, count, objects } = counted();
  const { promise, resolve } = Promise.withResolvers<number>();
  count.page(1, 9);
  objects(199);
  count.ask(() => promise, never);
  count.end();
  resolve(5);
  await promise;
  expect(told).toEqual(['1 of 10', '100 of 100', '200 of 200', '200 of 200']);
});

it('a server that does not answer costs nothing but a word', async () => {
  const { told, count } = counted();
  const errors: unknown[] = [];
  count.ask(
    () => Promise.reject(new Error('away')),
    (error) => void errors.push(error),
  );
  await new Promise(setImmediate);
  count.end();
  expect([errors.length, told]).toEqual([1, ['0 of 0']]);
});
