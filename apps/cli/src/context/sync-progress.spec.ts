import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SyncProgress, lastListed, parseListed } from './sync-progress.js';

const line = (listed: number, remaining?: number): string =>
  `${JSON.stringify({ level: 'info', source: 'kube/core/Pod', listed, remaining, msg: 'lists the cluster' })}\n`;

it('reads the last whole word of the agent, of this start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll log '));
  const log = join(folder, 'a.log');
  await writeFile(log, `${line(1)}${line(500, 10)}{"level":"info","msg":"other"}\n{"source":"kube/core/No`);
  expect(await lastListed(log, 0)).toEqual({ source: 'kube/core/Pod', listed: 500, remaining: 10 });
  expect(await lastListed(log, line(1).length + line(500, 10).length)).toBeUndefined();
  await rm(folder, { recursive: true });
});

it('takes nothing from a torn line', () => {
  expect(parseListed(line(500).slice(5))).toBeUndefined();
  expect(parseListed('')).toBeUndefined();
});

it('tells objects and seconds left, once a second, and the end at once', () => {
  const notes: string[] = [];
  const progress = new SyncProgress('prod', (text) => void notes.push(text));
  const listed = (count: number, remaining: number) => ({
    source: 'kube/core/Pod',
    listed: count,
    remaining,
  });
  expect(progress.tell({ read: 0, total: 3 }, undefined, 0)).toBe(true);
  expect(progress.tell({ read: 1, total: 3 }, undefined, 500)).toBe(false);
  progress.tell({ read: 1, total: 3 }, listed(500, 4500), 1000);
  progress.tell({ read: 1, total: 3 }, listed(1500, 3500), 2000);
  expect(progress.tell({ read: 1, total: 3 }, listed(1500, 3500), 9000)).toBe(false);
  progress.tell({ read: 3, total: 3 }, listed(1500, 3500), 9001);
  expect(notes).toEqual([
    'Reading prod: 0 of 3 sources',
    'Reading prod: 1 of 3 sources; kube/core/Pod 500 objects, about 4,500 left',
    'Reading prod: 1 of 3 sources; kube/core/Pod 1,500 objects, about 3,500 left, 4 s',
    'Reading prod: 3 of 3 sources',
  ]);
});
