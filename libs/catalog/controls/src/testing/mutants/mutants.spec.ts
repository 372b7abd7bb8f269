import { expect, it } from 'vitest';
import { CASES } from '../cases.js';
import { survives } from './mutant.js';
import { SURVIVORS } from './survivors.js';
import { mutants } from './tables.js';

/** Says what nothing noticed, so that `npm run mutants` shows it. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

it('every change of a row is noticed by an example, or it is explained why none can', () => {
  const all = mutants();
  const alive = all.filter((mutant) => survives(mutant, CASES[mutant.id] ?? []));
  const explained = SURVIVORS.map((survivor) => ({
    survivor,
    found: alive.filter(({ id, what }) => survivor.id.test(id) && survivor.what.test(what)),
  }));
  const known = new Set(explained.flatMap(({ found }) => found));
  say(`${all.length} changes of rows, ${all.length - alive.length} noticed, ${alive.length} survive`);
  for (const { survivor, found } of explained) say(`  ${found.length} explained: ${survivor.because}`);
  const open = alive.filter((mutant) => !known.has(mutant)).map(({ id, what }) => `${id}: ${what}`);
  expect(open).toEqual([]);
  expect(explained.filter(({ found }) => found.length === 0).map(({ survivor }) => survivor.because)).toEqual(
    [],
  );
  expect(all.length).toBeGreaterThan(5_000);
});
