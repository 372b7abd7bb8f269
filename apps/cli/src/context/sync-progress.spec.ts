import { expect, it } from 'vitest';
import { SyncProgress } from './sync-progress.js';

it('tells objects and seconds left, once a second, and the end at once', () => {
  const notes: string[] = [];
  const progress = new SyncProgress('prod', (text) => void notes.push(text));
  const sync = (read: number, objects: number, expected: number, secondsLeft: number | null = null) => ({
    read,
    total: 3,
    objects: { read: objects, expected, secondsLeft },
  });
  expect(progress.tell(sync(0, 0, 0), 0)).toBe(true);
  expect(progress.tell(sync(1, 20, 20), 500)).toBe(false);
  progress.tell(sync(1, 520, 5020), 1000);
  progress.tell(sync(1, 1520, 5020, 4), 2000);
  expect(progress.tell(sync(1, 1520, 5020, 3), 9000)).toBe(false);
  progress.tell(sync(3, 5021, 5021), 9001);
  expect(notes).toEqual([
    'Reading prod: 0 of 3 sources',
    'Reading prod: 1 of 3 sources, 520 of 5,020 objects',
    'Reading prod: 1 of 3 sources, 1,520 of 5,020 objects, about 4 s left',
    'Reading prod: 3 of 3 sources, 5,021 objects',
  ]);
});
