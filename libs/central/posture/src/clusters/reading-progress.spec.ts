import { expect, it } from 'vitest';
import { progressOf } from './reading-progress.js';

const reading = (over: object) => ({
  facts: 7,
  objects: 250,
  expected: 1000,
  elapsedMs: 5_000,
  toldAt: 100_000,
  ...over,
});

it.each([
  ['nothing was told', 'syncing', undefined, 100_000, ['waiting', 0, null, null]],
  ['a list is on its way', 'syncing', reading({}), 100_000, ['reading', 250, 1000, 15]],
  ['it was told a while ago', 'syncing', reading({}), 105_000, ['reading', 250, 1000, 10]],
  ['the agent fell silent', 'syncing', reading({}), 900_000, ['reading', 250, 1000, 0]],
  ['how many is not known', 'syncing', reading({ expected: null }), 100_000, ['reading', 250, null, null]],
  ['nothing came yet', 'syncing', reading({ objects: 0 }), 100_000, ['reading', 0, 1000, null]],
  ['all of it was read', 'syncing', reading({ objects: 1000 }), 100_000, ['comparing', 1000, 1000, null]],
  ['it is known', 'complete', reading({ objects: null }), 100_000, ['complete', 7, 7, null]],
  ['it is read again', 'complete', reading({}), 100_000, ['reading', 250, 1000, 15]],
  ['it may not be read', 'not-collected', reading({ objects: null }), 0, ['not-collected', 7, null, null]],
] as const)('when %s', (_title, state, told, now, [phase, read, expected, secondsLeft]) => {
  expect(progressOf(state, told, now)).toEqual({ phase, read, expected, secondsLeft });
});
