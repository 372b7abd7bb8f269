import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHostFiles } from '@plimsoll/probes';
import { afterAll, expect, it } from 'vitest';
import { readAgain, recordReads } from './recorded-reads.js';

const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps what was asked, answers as the host does, and asks the same again', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'text');
  const { files, asked } = recordReads(openHostFiles('/'));
  expect(await files.readText(file)).toMatchObject({ value: 'text' });
  expect(await files.list(folder)).toMatchObject({ value: ['file'] });
  expect((await files.stat(join(folder, 'none'))).outcome).toBe('absent');
  await files.readLink(file);
  expect(asked.map(({ operation }) => operation)).toEqual(['read', 'list', 'stat', 'link']);
  expect(readAgain({ asked })).toBe(2);
  rmSync(file);
  expect(readAgain({ asked })).toBe(3);
});
