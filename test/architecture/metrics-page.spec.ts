import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const CENTRE = ['libs/central', 'libs/link/server', 'apps/server'];

const metricsIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/spec\.ts$|(^|\/)(dist|testing|node_modules)\//.test(path))
    .map((path) => readFileSync(join(root, folder, path), 'utf8'))
    .flatMap((text) => [...text.matchAll(/\.(?:counter|gauge|histogram)\(\s*'([a-z_]+)'/g)])
    .map(([, name = '']) => name);

it('lists every metric of the centre in docs/operations.md, and no other', () => {
  const page = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `(plimsoll_[a-z_]+)`/gm)].map(([, name = '']) => name);
  expect([...listed].sort()).toEqual(CENTRE.flatMap(metricsIn).sort());
});
