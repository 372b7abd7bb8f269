import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { productFolders, tables, type Table } from '../../tools/generate/references/tables.mjs';

const root = join(import.meta.dirname, '../..');

/** Known to everybody who runs Postgres, Redis or a container; they have no prefix of ours. */
const SHARED = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'LOG_LEVEL'];

let found: readonly Table[] = [];
beforeAll(async () => {
  found = await tables((folder) => import(join(root, folder, 'src/index.ts')));
}, 120_000);

const codesOf = (one: Table): string[] => {
  if (one.kind === 'errors') return Object.keys(one.table.rows);
  return one.kind === 'rejections' ? Object.keys(one.table) : [];
};
const codes = () => found.flatMap((one) => codesOf(one));
const schemas = () => found.flatMap((one) => (one.kind === 'configuration' ? [one] : []));
const variables = () =>
  schemas().flatMap(({ table }) => Object.values(table).map(({ variable }) => variable));

/** Values that occur more than once. */
const repeated = (values: readonly string[]) =>
  values.filter((value, index) => values.indexOf(value) !== index);

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts') && !path.startsWith('testing'))
    .map((path) => readFileSync(join(root, folder, 'src', path), 'utf8'));
}

const callsOf = (folder: string, define: string) =>
  sourcesOf(folder).filter((text) => text.includes(` = ${define}({`)).length;

describe('the codes of errors', () => {
  it('are unique over the whole product', () => {
    expect(codes().length).toBeGreaterThan(0);
    expect(repeated(codes())).toEqual([]);
  });

  it('are written in capitals with underscores', () => {
    for (const code of codes()) expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
  });

  it('say in a sentence what to do next', () => {
    const hints = found.flatMap((one) => (one.kind === 'errors' ? Object.values(one.table.rows) : []));
    expect(hints.filter(({ hint }) => !/^\S.{10,}[.?!]$/s.test(hint))).toEqual([]);
  });

  it.each(productFolders())('of $name are all exported by its index', ({ folder }) => {
    const exported = found.filter((one) => one.folder === folder && one.kind === 'errors');
    expect(exported.length).toBe(callsOf(folder, 'defineErrors'));
  });
});

describe('the variables of configuration', () => {
  it('are unique over the whole product, and shadow no file of a secret', () => {
    const files = schemas().flatMap(({ table }) =>
      Object.values(table).flatMap(({ secret, variable }) => (secret ? [`${variable}_FILE`] : [])),
    );
    expect(variables().length).toBeGreaterThan(0);
    expect(repeated([...variables(), ...files])).toEqual([]);
  });

  it('have one prefix a package, which no other has', () => {
    const prefixes = schemas().map(({ table }) => [
      ...new Set(
        Object.values(table)
          .filter(({ variable }) => !SHARED.includes(variable))
          .map(({ variable }) => variable.slice(0, variable.indexOf('_'))),
      ),
    ]);
    for (const own of prefixes) expect(own).toHaveLength(1);
    expect(repeated(prefixes.flat())).toEqual([]);
  });

  it.each(productFolders())('of $name are all exported by its index', ({ folder }) => {
    const exported = found.filter((one) => one.folder === folder && one.kind === 'configuration');
    expect(exported.length).toBe(callsOf(folder, 'defineConfiguration'));
  });
});
