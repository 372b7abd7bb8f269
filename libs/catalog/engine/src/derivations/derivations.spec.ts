import { readdirSync } from 'node:fs';
import { isSourceId } from '@plimsoll/model';
import { expect, it } from 'vitest';
import { DERIVATIONS } from './derivations.js';

it('every folder here is a derivation of that name, and each is listed once', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(DERIVATIONS.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
});

it('a derivation reads sources that exist, its own among them', () => {
  for (const { sources, own = [] } of DERIVATIONS) {
    expect([...sources, ...own].every(isSourceId)).toBe(true);
    expect(own.every((source) => sources.includes(source))).toBe(true);
  }
});
