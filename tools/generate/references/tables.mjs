// What the packages declare: tables of errors, of rejections, and configurations, found among the exports of their
// indexes, so that nobody keeps a list of them. The benchmarks are no part of the product.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packages } from '../tsconfigs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const KINDS = new Set(['text', 'url', 'integer', 'port', 'duration', 'boolean', 'choice']);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const everyEntry = (value, test) =>
  isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(test);

/** What `defineErrors` gives. */
const isErrorTable = (value) => isObject(value) && typeof value.error === 'function' && isObject(value.rows);

/** What `defineConfiguration` gives. */
const isConfiguration = (value) =>
  everyEntry(
    value,
    (field) => isObject(field) && KINDS.has(field.kind) && typeof field.variable === 'string',
  );

/** A code and a sentence, for what is refused by itself while the rest goes on. */
const isRejectionTable = (name, value) =>
  name === 'rejectionRows' && everyEntry(value, (row) => typeof row === 'string');

/** Folders of the packages that make the product, in the order of their names. */
export const productFolders = () =>
  packages()
    .filter(({ folder }) => folder !== 'tools/bench')
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
    .map(({ folder, manifest }) => ({ folder, name: manifest.name }));

/** Every table of the product; by default those of the built packages. */
export async function tables(load = built) {
  const found = [];
  for (const { folder, name: owner } of productFolders()) {
    const exported = Object.entries(await load(folder));
    for (const [name, table] of exported.sort(([a], [b]) => (a < b ? -1 : 1))) {
      const kind = kindOf(name, table);
      if (kind) found.push({ package: owner, folder, name, kind, table });
    }
  }
  return found;
}

function built(folder) {
  const index = join(root, folder, 'dist/index.js');
  if (!existsSync(index)) throw new Error(`${folder} is not built; run \`npm run build\``);
  return import(pathToFileURL(index));
}

function kindOf(name, table) {
  if (isErrorTable(table)) return 'errors';
  if (isRejectionTable(name, table)) return 'rejections';
  return isConfiguration(table) ? 'configuration' : undefined;
}
